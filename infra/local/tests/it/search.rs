//! Text is found over a long history, in whatever way it is looked for: as it is found by reading everything.

use serde_json::Value;
use signalbox::Host;
use tokio_postgres::Client;

use crate::history::{self, connect};
use crate::host::{client, get, settings};

/// Lists whose builds are few or long ago: how many builds there are on the first page, and the newest of them.
const FOUND: [(&str, usize, Option<&str>); 10] = [
    ("/api/builds?status=timed_out", 5, Some("32007")),
    ("/api/builds?branch=main&status=timed_out", 4, Some("32007")),
    ("/api/builds?status=timed_out,blocked&q=main", 4, Some("32007")),
    ("/api/builds?branch=old", 50, Some("299")),
    ("/api/builds?q=old", 50, Some("299")),
    ("/api/builds?q=dev-7", 50, Some("39967")),
    ("/api/builds?q=WORK%20on%2012345", 1, Some("12345")),
    ("/api/builds?q=C4CA4238", 1, Some("1")),
    ("/api/builds?q=acme&branch=feature/12345", 1, Some("12345")),
    ("/api/builds?q=nowhere", 0, None),
];

/// Text on every build, on some of each day, on few, on old ones, on none; in words, names and commits; too short for the
/// index.
const TEXTS: [&str; 15] = [
    "main",
    "old",
    "acme",
    "service-7",
    "SERVICE-1",
    "dev-7",
    "dev-1",
    "on 39",
    "on 3997",
    "work on 12345",
    "feature/1",
    "c4ca",
    "c4ca4238",
    "x1",
    "nowhere",
];

/// What narrows the list beside the text, as the API and as SQL have it: to many builds, to few, to old ones, to none.
const FILTERS: [(&str, &str); 16] = [
    ("", "true"),
    ("provider=jenkins", "b.provider = 'jenkins'"),
    ("provider=jenkins,gitlab&status=failure", "b.provider in ('jenkins', 'gitlab') and b.status = 'failure'"),
    ("status=success", "b.status = 'success'"),
    ("status=timed_out", "b.status = 'timed_out'"),
    ("status=success,failure", "b.status in ('success', 'failure')"),
    ("status=failure,timed_out", "b.status in ('failure', 'timed_out')"),
    ("branch=main", "b.branch = 'main'"),
    ("branch=old&status=success", "b.branch = 'old' and b.status = 'success'"),
    (
        "branch=main&status=failure&provider=jenkins",
        "b.branch = 'main' and b.status = 'failure' and b.provider = 'jenkins'",
    ),
    ("branch=OLD", "b.branch = 'OLD'"),
    ("branch=%25", "b.branch = '%'"),
    ("branch=nowhere", "b.branch = 'nowhere'"),
    ("pipeline_id=7", "b.pipeline_id = 7"),
    ("pipeline_id=7&status=failure", "b.pipeline_id = 7 and b.status = 'failure'"),
    (
        "since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z",
        "b.created_at >= '2026-01-01T00:00:00Z' and b.created_at < '2026-03-01T00:00:00Z'",
    ),
];

/// How many pages are followed.
const PAGES: usize = 2;

/// The provider's ids of the builds on the first pages of a list.
async fn listed(host: &Host, text: &str, filter: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let route = format!("/api/builds?limit=40&q={}&{filter}{cursor}", text.replace(' ', "%20"));
        let page = get(&client(), &format!("http://{}", host.address), &route).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(external_id));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    ids
}

fn external_id(build: &Value) -> String {
    build["external_id"].as_str().unwrap().to_owned()
}

/// The same by reading every build.
async fn read(client: &Client, text: &str, filter: &str) -> Vec<String> {
    let sql = format!(
        "select b.external_id from builds b join pipelines p on p.id = b.pipeline_id
          where {filter} and (b.branch ilike $1 or b.commit_title ilike $1 or b.actor ilike $1 or p.name ilike $1
                              or p.repository ilike $1 or b.commit_sha ilike $2)
          order by b.created_at desc, b.id desc limit {}",
        40 * PAGES
    );
    let rows = client.query(&sql, &[&format!("%{text}%"), &format!("{text}%")]).await.unwrap();
    rows.iter().map(|it| it.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn text_is_found_wherever_it_is_and_however_the_list_is_narrowed() {
    let database = history::database().await;
    let data = tempfile::tempdir().unwrap();
    let host = Host::start(settings(database.url(), data.path().to_owned())).await.unwrap();
    for (route, count, newest) in FOUND {
        let page = get(&client(), &format!("http://{}", host.address), route).await;
        let items = page["items"].as_array().unwrap();
        assert_eq!((items.len(), page["items"][0]["external_id"].as_str()), (count, newest), "{route}");
    }
    let reader = connect(database.url()).await;
    for text in TEXTS {
        for (filter, sql) in FILTERS {
            assert_eq!(listed(&host, text, filter).await, read(&reader, text, sql).await, "{text} of {filter}");
        }
    }
    host.stop().await.unwrap();
}
