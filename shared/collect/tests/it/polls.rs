//! Polls of GitLab and Jenkins into a database: in the end it holds what the server does, each change told once.

use std::collections::BTreeMap;

use collect::gitlab::Gitlab;
use collect::jenkins::Jenkins;
use collect::{Collector, LookBack, Poller};
use domain::source::SourceState;
use domain::{BuildDetail, Status};
use jiff::{SignedDuration, Timestamp};
use platform::aws::loopback_config;
use platform::doorbell::Doorbell;
use platform::queue::Queues;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng};
use store::Store;
use store::builds::BuildFilter;
use testing::Database;
use testing::fakes::{Misbehaviour, gitlab, jenkins};
use tokio_postgres::NoTls;

use crate::world::in_time;

const SHOP: &str = "acme/shop";
const MAIN: &str = "acme/shop/main";
/// How many things happen to a server in a course.
const EVENTS: usize = 200;

fn poller<C: Collector>(collector: C, store: &Store) -> Poller<C> {
    // Nobody hears this bell.
    let queue = Queues::new(&loopback_config("http://127.0.0.1:1")).queue("http://127.0.0.1:1/notify");
    Poller::new(collector, store.clone(), Doorbell::in_background(queue), LookBack(SignedDuration::from_hours(14 * 24)))
}

async fn poll<C: Collector>(poller: &Poller<C>) {
    poller.run(true, &in_time()).await.expect("the poll ends");
    poller.look_back(&in_time()).await.expect("the look back ends");
}

/// A moment that leaves room for a course before the present.
fn recently() -> Timestamp {
    let now = Timestamp::from_second(platform::clock::now().as_second()).expect("a time");
    now - SignedDuration::from_mins(20)
}

/// What the database says of every build.
async fn known(store: &Store) -> BTreeMap<String, BuildDetail> {
    let mut known = BTreeMap::new();
    for build in store.builds(&BuildFilter::default(), 10_000).await.expect("a list").items {
        let detail = store.build(build.id).await.expect("a build").expect("it is there");
        known.insert(build.external_id, detail);
    }
    known
}

fn assert_told_once(builds: &BTreeMap<String, BuildDetail>) {
    for (id, detail) in builds {
        let told: Vec<_> = detail.transitions.iter().map(|it| (it.to, it.attempt)).collect();
        assert!(told.windows(2).all(|it| it[0] != it[1]), "{id}: {told:?}");
        assert_eq!(told.last(), Some(&(detail.build.status, detail.build.attempt)), "{id}");
    }
}

fn gitlab_at(url: &str) -> Gitlab {
    Gitlab::new(url, Some("glpat-of-the-tests"), vec![SHOP.to_owned()]).expect("a collector")
}

fn jenkins_at(url: &str) -> Jenkins {
    Jenkins::new(url, Some(("ada", "hush")), vec!["acme".to_owned()]).expect("a collector")
}

/// One thing that happens at a GitLab.
fn gitlab_event(state: &mut gitlab::State, random: &mut StdRng) {
    let all: Vec<(i64, bool)> =
        state.projects[SHOP].pipelines.iter().map(|(id, it)| (*id, it.fields["status"] == "running")).collect();
    let picked = (!all.is_empty()).then(|| all[random.random_range(0..all.len())]);
    match (random.random_range(0..10), picked) {
        (0..4, _) | (_, None) => {
            state.begin(SHOP, if random.random() { "push" } else { "parent_pipeline" });
        }
        (_, Some((id, true))) => state.end(SHOP, id, ["success", "failed", "canceled"][random.random_range(0..3)]),
        (_, Some((id, false))) => state.retry(SHOP, id),
    }
}

#[tokio::test]
async fn a_gitlab_that_goes_on_while_it_is_polled_is_told_as_it_is() {
    let (server, database) = (gitlab::start().await, Database::new());
    let store = database.store();
    let poller = poller(gitlab_at(&server.url), &store);
    let mut random = StdRng::seed_from_u64(1);
    server.with(|state| (state.now, state.page_size) = (recently(), 7));
    for event in 0..EVENTS {
        server.with(|state| gitlab_event(state, &mut random));
        if event % 20 == 0 {
            if random.random() {
                let how = if random.random() { Misbehaviour::Cut } else { Misbehaviour::Answer(502, Vec::new(), "") };
                server.misbehave("/pipelines", how);
            }
            poll(&poller).await;
        }
    }
    for _ in 0..20 {
        poll(&poller).await;
    }
    let builds = known(&store).await;
    let words = |status: Status| match status {
        Status::Success => "success",
        Status::Failure => "failed",
        Status::Cancelled => "canceled",
        _ => "running",
    };
    let told: BTreeMap<_, _> = builds.iter().map(|(id, it)| (id.clone(), words(it.build.status).to_owned())).collect();
    let held: BTreeMap<_, _> = server.with(|state| {
        let pipelines = state.projects[SHOP].pipelines.iter();
        let status = |fields: &serde_json::Value| fields["status"].as_str().expect("a status").to_owned();
        pipelines.map(|(id, it)| (id.to_string(), status(&it.fields))).collect()
    });
    assert_eq!(told, held);
    assert_told_once(&builds);
    let sources = store.sources().await.expect("the sources");
    assert_eq!((sources[0].state, sources[0].name.as_str()), (SourceState::Ok, SHOP), "{sources:#?}");
    assert_eq!(sources[0].holes.open, 0);
}

#[tokio::test]
async fn a_jenkins_whose_job_is_made_anew_is_told_as_it_is() {
    let (server, database) = (jenkins::start().await, Database::new());
    let store = database.store();
    let poller = poller(jenkins_at(&server.url), &store);
    server.with(|state| {
        state.now = recently().as_millisecond();
        state.folder("acme", jenkins::ORGANIZATION);
        state.folder(SHOP, jenkins::MULTIBRANCH);
        state.job(MAIN, true);
        for result in ["SUCCESS", "FAILURE", "UNSTABLE"] {
            let number = state.begin(MAIN);
            state.end(MAIN, number, result);
        }
        state.begin(MAIN);
    });
    poll(&poller).await;
    server.with(|state| {
        state.end(MAIN, 4, "ABORTED");
        state.begin(MAIN);
    });
    poll(&poller).await;
    poll(&poller).await;
    let builds = known(&store).await;
    let status = |number: i64| builds[&format!("{MAIN}#{number}")].build.status;
    assert_eq!(
        [1, 2, 3, 4, 5].map(status),
        [Status::Success, Status::Failure, Status::Failure, Status::Cancelled, Status::Running]
    );
    assert_told_once(&builds);

    server.with(|state| {
        state.job(MAIN, true);
        let number = state.begin(MAIN);
        state.end(MAIN, number, "FAILURE");
    });
    for _ in 0..3 {
        poll(&poller).await;
    }
    let builds = known(&store).await;
    assert_eq!(builds.len(), 6, "{:?}", builds.keys());
    assert_eq!(builds[&format!("{MAIN}#1")].build.status, Status::Failure, "the new first build");
    let former = builds.iter().find(|(id, _)| id.starts_with(&format!("{MAIN}#1~"))).expect("the old first build");
    assert_eq!(former.1.build.status, Status::Success);
    let sources = store.sources().await.expect("the sources");
    assert_eq!((sources[0].state, sources[0].name.as_str()), (SourceState::Ok, SHOP), "{sources:#?}");
}

#[tokio::test]
async fn a_second_poll_with_nothing_new_asks_once() {
    let (gitlab, jenkins, database) = (gitlab::start().await, jenkins::start().await, Database::new());
    gitlab.with(|state| {
        state.now = recently();
        let id = state.begin(SHOP, "push");
        state.end(SHOP, id, "success");
    });
    jenkins.with(|state| {
        state.now = recently().as_millisecond();
        state.folder("acme", jenkins::FOLDER);
        state.job("acme/app", false);
        let number = state.begin("acme/app");
        state.end("acme/app", number, "SUCCESS");
    });
    let store = database.store();
    let pollers = (poller(gitlab_at(&gitlab.url), &store), poller(jenkins_at(&jenkins.url), &store));
    poll(&pollers.0).await;
    poll(&pollers.1).await;
    // The project, what changed, a pipeline and its jobs, children, what has no time of change; then eleven days, each of
    // pipelines and of children, and the project again for each.
    assert_eq!(gitlab.asked().len(), 6 + 11 * 3);
    // The server, what is new in the folder, its builds, whether one has stages; then eleven days, each of the folder and
    // of its builds.
    assert_eq!(jenkins.asked().len(), 4 + 11 * 2);
    poll(&pollers.0).await;
    poll(&pollers.1).await;
    let (gitlab, jenkins) = (gitlab.asked(), jenkins.asked());
    assert_eq!((gitlab.len(), jenkins.len()), (1, 1), "{gitlab:#?} {jenkins:#?}");
    assert!(!gitlab[0].header("if-none-match").is_empty(), "it is asked conditionally, as Jenkins cannot be");
}

#[tokio::test]
async fn a_source_that_no_webhook_tells_of_is_known() {
    let (gitlab, jenkins, database) = (gitlab::start().await, jenkins::start().await, Database::new());
    jenkins.with(|state| {
        state.folder("acme", jenkins::FOLDER);
        state.job("acme/app", false);
    });
    let store = database.store();
    let pollers = (poller(gitlab_at(&gitlab.url), &store), poller(jenkins_at(&jenkins.url), &store));
    poll(&pollers.0).await;
    poll(&pollers.1).await;
    let soon = platform::clock::now() + SignedDuration::from_secs(5);
    gitlab.with(|state| {
        state.now = soon;
        state.begin(SHOP, "push")
    });
    jenkins.with(|state| {
        state.now = soon.as_millisecond();
        state.begin("acme/app")
    });
    poll(&pollers.0).await;
    poll(&pollers.1).await;
    let missing = async || store.sources().await.expect("the sources").iter().filter(|it| it.webhook_missing).count();
    assert_eq!(missing().await, 0, "they may still come");
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let sql = "update sources set polled_news_at = polled_news_at - interval '15 minutes'";
    assert_eq!(client.execute(sql, &[]).await.expect("the sources are changed"), 2);
    assert_eq!(missing().await, 2);
}

#[tokio::test]
async fn a_server_that_refuses_is_named_with_the_reason() {
    let (gitlab, jenkins, database) = (gitlab::start().await, jenkins::start().await, Database::new());
    gitlab.with(|state| state.projects.get_mut(SHOP).expect("the project").is_without_ci = true);
    jenkins.with(|state| {
        state.folder("acme", jenkins::FOLDER);
        state.job("acme/app", false);
    });
    let store = database.store();
    let pollers = (poller(gitlab_at(&gitlab.url), &store), poller(jenkins_at(&jenkins.url), &store));
    poll(&pollers.0).await;
    poll(&pollers.1).await;
    let sources = store.sources().await.expect("the sources");
    let told: Vec<_> = sources
        .iter()
        .map(|it| (it.name.as_str(), it.last_error.as_ref().map_or("", |it| it.message.as_str())))
        .collect();
    let forbidden = "the token may not read this (403): it lacks a permission";
    assert!(told.contains(&(SHOP, forbidden)), "{told:?}");
    assert!(told.contains(&("acme", "")), "{told:?}");
}
