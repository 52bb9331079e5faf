//! No route reads the whole history: PostgreSQL counts how often a table is read from end to end.

use std::collections::BTreeMap;

use signalbox::Host;
use testing::Database;
use tokio_postgres::{Client, NoTls};

use crate::host::{client, get, settings, within_limit};

/// The tables that grow with every build.
const HISTORY: [&str; 6] = ["attempts", "build_texts", "builds", "jobs", "transitions", "verdicts"];

/// Builds of 400 days, a hundred a day, most of them on `main`; of what a filter may ask for, some is everywhere, some is
/// rare, and some is only long ago.
const FILL: &str = "
    set session_replication_role = replica;
    insert into pipelines (provider, repository, name, external_id, default_branch)
    select (array['github', 'gitlab', 'jenkins'])[1 + n % 3]::provider, 'acme/service-' || n, 'ci', 'service-' || n, 'main'
      from generate_series(1, 50) n;
    insert into builds (pipeline_id, provider, repository, external_id, attempt, status, branch, commit_sha, commit_title,
                        actor, event, queued_at, started_at, finished_at, duration_seconds, queued_seconds, created_at, sequence)
    select p.id, p.provider, p.repository, n, 1,
           (case when n % 8000 = 7 then 'timed_out' when n % 9 = 0 then 'failure' else 'success' end)::build_status,
           case when n < 300 then 'old' when n % 5 = 0 then 'feature/' || n else 'main' end, md5(n::text), 'work on ' || n,
           'dev-' || n % 40, 'push', at, at, at + interval '1 minute', 60, 0, at, 1
      from generate_series(1, 40000) n
      join pipelines p on p.id = 1 + n % 50
     cross join lateral (select now() - interval '400 days' * (1 - n / 40001.0) as at) t;
    insert into attempts (build_id, sequence, attempt, status, finished_at, started_at)
    select id, 1, 1, status, finished_at, started_at from builds;
    insert into jobs (build_id, external_id, sequence, attempt, name, status, started_at, finished_at)
    select id, '1', 1, 1, 'test', status, started_at, finished_at from builds;
    insert into transitions (build_id, to_status, attempt, version, at) select id, status, 1, 1, finished_at from builds;
    insert into verdicts (build_id, attempt, pipeline_id, branch, at, red, decided_at)
    select id, 1, pipeline_id, branch, created_at, status <> 'success', finished_at from builds where branch = 'main';
    insert into build_texts (build_id, pipeline_id, created_at, commit_sha, words)
    select id, pipeline_id, created_at, commit_sha, branch || E'\\n' || commit_title || E'\\n' || actor from builds;";

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

const ROUTES: [&str; 36] = [
    "/api/builds",
    "/api/builds?limit=200&cursor=1790000000000000-20000",
    "/api/builds?provider=jenkins",
    "/api/builds?provider=jenkins,gitlab",
    "/api/builds?status=failure",
    "/api/builds?status=timed_out",
    "/api/builds?status=blocked",
    "/api/builds?status=timed_out,blocked,unknown",
    "/api/builds?status=timed_out&provider=gitlab&branch=main",
    "/api/builds?branch=main",
    "/api/builds?branch=old",
    "/api/builds?branch=nowhere",
    "/api/builds?branch=main&status=timed_out",
    "/api/builds?pipeline_id=7",
    "/api/builds?pipeline_id=7&status=timed_out",
    "/api/builds?pipeline_id=7&branch=old",
    "/api/builds?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z",
    "/api/builds?q=main",
    "/api/builds?q=old",
    "/api/builds?q=acme",
    "/api/builds?q=service-7",
    "/api/builds?q=dev-7",
    "/api/builds?q=work%20on%2012345",
    "/api/builds?q=c4ca4238",
    "/api/builds?q=nowhere",
    "/api/builds?q=x1",
    "/api/builds?q=main&status=timed_out",
    "/api/builds/20000",
    "/api/pipelines",
    "/api/metrics/overview",
    "/api/metrics/overview?window=90d&branch=main",
    "/api/metrics/pipeline/7?window=90d",
    "/api/metrics/pipelines?window=7d",
    "/api/metrics/flaky?window=7d",
    "/api/metrics/regressions?window=7d",
    "/api/changes?after=0-0",
];

async fn connect(database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// How often each table has been read from end to end, once nobody else is connected: who leaves tells the last of it.
async fn whole_reads(database: &str) -> BTreeMap<String, i64> {
    let client = connect(database).await;
    let others = "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
                     and pid <> pg_backend_pid()";
    within_limit(async { while !client.query(others, &[]).await.unwrap().is_empty() {} }).await;
    let sql = "select relname::text, seq_scan from pg_stat_user_tables where relname = any($1)";
    let tables = HISTORY.map(str::to_owned).to_vec();
    client.query(sql, &[&tables]).await.unwrap().iter().map(|it| (it.get(0), it.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_reads_the_whole_history_and_what_is_long_ago_is_found() {
    let database = Database::new();
    connect(database.url()).await.batch_execute(FILL).await.unwrap();
    database.store().recount().await.unwrap();
    connect(database.url()).await.batch_execute("vacuum analyze").await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let host = Host::start(settings(database.url(), data.path().to_owned())).await.unwrap();
    for (route, count, newest) in FOUND {
        let page = get(&client(), &format!("http://{}", host.address), route).await;
        let items = page["items"].as_array().unwrap();
        assert_eq!((items.len(), page["items"][0]["external_id"].as_str()), (count, newest), "{route}");
    }
    host.stop().await.unwrap();
    let before = whole_reads(database.url()).await;
    assert_eq!(before.len(), HISTORY.len(), "{before:?}");
    for route in ROUTES {
        // A host for each, so that the one that reads too much is named.
        let data = tempfile::tempdir().unwrap();
        let host = Host::start(settings(database.url(), data.path().to_owned())).await.unwrap();
        get(&client(), &format!("http://{}", host.address), route).await;
        host.stop().await.unwrap();
        assert_eq!(whole_reads(database.url()).await, before, "{route}");
    }
}
