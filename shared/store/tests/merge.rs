//! The database's merge is the domain's: reports that lack and disagree, in any order, end in the same build.

#[path = "../../domain/tests/generate/mod.rs"]
#[allow(dead_code, reason = "the domain's own tests use the rest")]
mod generate;

use domain::{BuildReport, BuildState, Outcome, Status};
use generate::{any_report_of, history, shuffled};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::Store;
use store::builds::BuildFilter;
use store::deliveries::DeliveryFilter;
use store::intake::{Content, NewDelivery};
use testing::Database;
use tokio_postgres::NoTls;

/// How many histories are tried on the real database.
const HISTORIES: u32 = 400;

async fn take(store: &Store, key: &str, reports: &[BuildReport]) -> Outcome {
    let body_sha256 = std::array::from_fn(|index| key.as_bytes().get(index).copied().unwrap_or(0));
    let delivery = NewDelivery {
        provider: domain::Provider::Github,
        event: "test",
        delivery_key: key,
        body_sha256,
        content: Content::Reports(reports),
    };
    store.take_delivery(&delivery).await.expect("the delivery is taken").outcome
}

/// The attempts that the database shows after the reports came one by one, and those that the domain says.
async fn both(store: &Store, name: &str, reports: &[BuildReport]) -> (Vec<domain::Attempt>, Vec<domain::Attempt>) {
    for (index, report) in reports.iter().enumerate() {
        let mut report = report.clone();
        name.clone_into(&mut report.pipeline.repository);
        take(store, &format!("{name}/{index}"), &[report]).await;
    }
    let filter = BuildFilter { search: Some(name.to_owned()), ..BuildFilter::default() };
    let builds = store.builds(&filter, 200).await.expect("the builds are listed").items;
    assert!(builds.len() <= 1, "one build: {builds:#?}");
    let id = builds.first().map(|it| it.id);
    let mut shown = Vec::new();
    if let Some(id) = id {
        let detail = store.build(id).await.expect("the build is read").expect("the build is there");
        let head = detail.attempts.last().expect("a build has an attempt");
        let build = &detail.build;
        assert_eq!((build.attempt, build.status, &build.raw_status), (head.attempt, head.status, &head.raw_status));
        assert_eq!((build.finished_at, build.duration_seconds), (head.finished_at, head.duration_seconds));
        let told: Vec<_> = detail.transitions.iter().map(|it| (it.to, it.attempt)).collect();
        assert!(told.windows(2).all(|it| it[0] != it[1]), "a transition is told once: {told:?}");
        assert_eq!(told.last(), Some(&(build.status, build.attempt)));
        shown = detail.attempts;
    }
    let state = reports.iter().fold(BuildState::default(), BuildState::merge);
    (shown, state.attempts())
}

/// What builds are searched by is what they have come to be.
async fn check_texts(database: &Database) {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let sql = "select count(*), count(t.rare_status),
                      count(*) filter (where (t.pipeline_id, t.created_at, t.commit_sha, t.rare_status, t.words)
                        is not distinct from (b.pipeline_id, b.created_at, lower(b.commit_sha),
                          case when b.status not in ('queued', 'running', 'success') then b.status end,
                          lower(concat_ws(E'\n', coalesce(b.branch, ''), coalesce(b.commit_title, ''), coalesce(b.actor, ''),
                                          case when p.repository <> b.repository then b.repository end))))
                 from builds b join pipelines p on p.id = b.pipeline_id left join build_texts t on t.build_id = b.id";
    let row = client.query_one(sql, &[]).await.expect("texts are compared");
    let [builds, rare, right] = [0, 1, 2].map(|it| row.get::<_, i64>(it));
    assert!(0 < rare && rare < builds, "some of {builds} builds have a rare status: {rare}");
    assert_eq!(right, builds);
}

#[tokio::test]
async fn arbitrary_reports_merge_as_the_domain_says() {
    let database = Database::new();
    let store = database.store();
    let mut runner = TestRunner::deterministic();
    let strategy = any::<bool>().prop_flat_map(|it| prop::collection::vec(any_report_of(it), 1..6));
    for history in 0..HISTORIES {
        let reports = strategy.new_tree(&mut runner).expect("reports").current();
        let (shown, expected) = both(&store, &format!("acme/{history:03}"), &reports).await;
        assert_eq!(shown, expected, "{reports:#?}");
    }
    check_texts(&database).await;
}

#[tokio::test]
async fn legal_histories_in_any_order_keep_every_attempt() {
    let database = Database::new();
    let store = database.store();
    let mut runner = TestRunner::deterministic();
    let strategy = history().prop_flat_map(|it| (Just(it.outcomes), shuffled(it.reports)));
    for history in 0..HISTORIES {
        let (outcomes, order) = strategy.new_tree(&mut runner).expect("a history").current();
        let (shown, _) = both(&store, &format!("acme/{history:03}"), &order).await;
        let statuses: Vec<Status> = shown.iter().map(|it| it.status).collect();
        assert_eq!(statuses, outcomes, "{order:#?}");
    }
    check_texts(&database).await;
}

#[tokio::test]
async fn a_delivery_that_comes_twice_is_applied_once() {
    let database = Database::new();
    let store = database.store();
    let reports = generate::re_run();
    assert_eq!(take(&store, "one", &reports).await, Outcome::Applied);
    assert_eq!(take(&store, "one", &reports).await, Outcome::Duplicate);
    let deliveries = store.deliveries(&DeliveryFilter::default(), 10).await.expect("the deliveries are listed").items;
    let outcomes: Vec<_> = deliveries.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Applied]);
}

#[tokio::test]
async fn sixteen_at_once_on_one_build_are_one_build() {
    let database = Database::new();
    let store = database.store();
    let reports = generate::re_run();
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let (store, report) = (store.clone(), reports[task % reports.len()].clone());
            tokio::spawn(async move { take(&store, &format!("task {task}"), &[report]).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("the task ends"), Outcome::Applied);
    }
    let builds = store.builds(&BuildFilter::default(), 10).await.expect("the builds are listed").items;
    assert_eq!(builds.len(), 1);
    assert_eq!((builds[0].attempt, builds[0].status), (2, Status::Success));
}

#[tokio::test]
async fn the_greatest_number_that_was_told_is_kept() {
    let database = Database::new();
    let store = database.store();
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    for (told, kept) in [(None, None), (Some(2), Some(2)), (None, Some(2)), (Some(1), Some(2)), (Some(3), Some(3))] {
        let report = BuildReport { number: told, ..generate::re_run().remove(0) };
        take(&store, &format!("{told:?} {kept:?}"), &[report]).await;
        let row = client.query_one("select number from builds", &[]).await.expect("one build");
        assert_eq!(row.get::<_, Option<i64>>(0), kept);
    }
}

#[tokio::test]
async fn texts_as_long_as_can_be_are_kept_and_found() {
    let database = Database::new();
    let store = database.store();
    // Four bytes each, and none twice, so that nothing gets shorter by being packed.
    let text = |first: u32, length| Some((first..).filter_map(char::from_u32).take(length).collect::<String>());
    for (key, report) in ["failed", "again", "well"].iter().zip(generate::re_run().into_iter().skip(2)) {
        let mut report = report;
        let run = report.run.as_mut().expect("a run");
        (run.branch, run.commit_title) = (text(0x20000, 255), text(0x21000, 500));
        (run.actor, run.commit_sha) = (text(0x22000, 255), text(0x23000, 255));
        assert_eq!(take(&store, key, &[report]).await, Outcome::Applied);
    }
    let filter = BuildFilter { search: text(0x21000, 100), ..BuildFilter::default() };
    assert_eq!(store.builds(&filter, 10).await.expect("the builds are listed").items.len(), 1);
}
