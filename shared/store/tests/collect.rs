//! What the pollers keep.

#[path = "../../domain/tests/generate/mod.rs"]
#[allow(dead_code, reason = "the domain's own tests use the rest")]
mod generate;

use domain::source::PollState;
use domain::{BuildReport, Provider, Sequence, Status};
use store::Store;
use store::sources::Polled;
use store::unsettled::Unsettled;
use testing::Database;

const GITHUB: Provider = Provider::Github;
const REPOSITORY: &str = "acme/api";

/// A report of one build of the history in which attempt 1 fails and attempt 2 succeeds.
fn report(id: &str, step: usize) -> BuildReport {
    BuildReport { external_id: id.to_owned(), ..generate::re_run().remove(step) }
}

async fn unsettled(store: &Store) -> Vec<Unsettled> {
    store.follow_unsettled(GITHUB).await.expect("the feed is followed");
    store.unsettled(GITHUB, REPOSITORY, 10).await.expect("a list")
}

async fn apply(store: &Store, reports: &[BuildReport]) -> Vec<usize> {
    store.apply_reports(reports).await.expect("the reports are applied").moved
}

#[tokio::test]
async fn a_batch_is_merged_as_deliveries_are() {
    let database = Database::new();
    let store = database.store();
    let reports = generate::re_run();
    let applied = store.apply_reports(&reports).await.expect("the reports are applied");
    assert_eq!(applied.moved, [0, 1, 2, 3, 4]);
    assert!(applied.outbox_id.is_some());
    assert_eq!(apply(&store, &reports).await, [0_usize; 0], "a second time changes nothing");
    assert_eq!(store.apply_reports(&[]).await.expect("an empty batch"), store::intake::Applied::default());
}

#[tokio::test]
async fn a_build_is_looked_at_until_it_is_over() {
    let database = Database::new();
    let store = database.store();
    apply(&store, &[report("1", 1)]).await;
    let waiting = unsettled(&store).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].external_id.as_str(), waiting[0].status), ("1", Status::Running));
    store.looked_at(&[waiting[0].build_id]).await.expect("it is noted");
    assert_eq!(unsettled(&store).await.len(), 1, "it still runs");

    apply(&store, &[report("1", 2)]).await;
    assert!(unsettled(&store).await.is_empty(), "it is over, and too old to ask for its jobs");
}

#[tokio::test]
async fn an_attempt_that_nobody_told_of_is_lacking_until_it_was_asked_for() {
    let database = Database::new();
    let store = database.store();
    apply(&store, &[report("1", 4)]).await;
    let waiting = unsettled(&store).await;
    assert_eq!((waiting[0].attempt, waiting[0].lacking_attempts.as_slice()), (2, [1].as_slice()));
    store.looked_at(&[waiting[0].build_id]).await.expect("it is noted");
    assert!(unsettled(&store).await.is_empty(), "it was asked for once");
}

#[tokio::test]
async fn a_missing_number_is_a_hole_until_it_is_found_or_gone() {
    let database = Database::new();
    let store = database.store();
    let numbered = |number: i64| BuildReport { number: Some(number), ..report(&number.to_string(), 4) };
    apply(&store, &[numbered(1), numbered(2), numbered(5)]).await;
    let since = jiff::Timestamp::UNIX_EPOCH;
    store.note_holes(GITHUB, REPOSITORY, since).await.expect("holes are noted");
    let holes = store.open_holes(GITHUB, REPOSITORY, 10).await.expect("a list");
    assert_eq!(holes.iter().map(|it| it.number).collect::<Vec<_>>(), [3, 4]);

    apply(&store, &[numbered(4)]).await;
    store.settle_holes(holes[0].pipeline_id, &[3, 4]).await.expect("they are settled");
    store.note_holes(GITHUB, REPOSITORY, since).await.expect("holes are noted");
    assert!(store.open_holes(GITHUB, REPOSITORY, 10).await.expect("a list").is_empty());
    store.name_sources(GITHUB, &[REPOSITORY.to_owned()]).await.expect("it is named");
    let sources = store.sources().await.expect("a list");
    assert_eq!((sources[0].holes.found, sources[0].holes.gone), (1, 1));
}

#[tokio::test]
async fn a_run_that_is_asked_for_twice_is_one() {
    let database = Database::new();
    let store = database.store();
    assert_eq!(store.begin_poll(GITHUB, false).await.expect("an answer"), None, "nobody asked");
    let first = store.request_poll(GITHUB).await.expect("it is asked for");
    assert_eq!((first.run, first.joined), (1, false));
    assert_eq!(
        store.request_poll(GITHUB).await.expect("it is asked for"),
        store::polls::Requested { run: 1, joined: true }
    );
    let begun = store.begin_poll(GITHUB, false).await.expect("an answer").expect("it begins");
    assert_eq!(begun.run, 1);
    assert_eq!(store.begin_poll(GITHUB, true).await.expect("an answer"), None, "it is under way");
    assert!(store.request_poll(GITHUB).await.expect("it is asked for").joined);
    store.end_poll(GITHUB, 1, None).await.expect("it ends");
    assert_eq!(store.begin_poll(GITHUB, false).await.expect("an answer"), None, "its ring came late");
    assert_eq!(store.begin_poll(GITHUB, true).await.expect("an answer").map(|it| it.run), Some(2));
    let polls = store.polls(&[GITHUB, Provider::Jenkins], 300.0).await.expect("a list");
    assert_eq!((polls[0].state, polls[0].run), (PollState::Running, 2));
    assert_eq!((polls[1].state, polls[1].run, polls[1].next_poll_at), (PollState::Idle, 0, None));
}

#[tokio::test]
async fn the_very_first_run_begins_by_itself() {
    let database = Database::new();
    let store = database.store();
    assert_eq!(store.begin_poll(GITHUB, true).await.expect("an answer").map(|it| it.run), Some(1));
}

#[tokio::test]
async fn a_source_that_fails_says_why_until_it_does_not() {
    let database = Database::new();
    let store = database.store();
    store.name_sources(GITHUB, &[REPOSITORY.to_owned()]).await.expect("it is named");
    let failed = Polled { error: Some("the token".to_owned()), requests: 2, ..Polled::default() };
    store.polled(GITHUB, REPOSITORY, &failed, false).await.expect("it is kept");
    let source = store.sources().await.expect("a list").remove(0);
    assert_eq!(source.last_error.expect("an error").message, "the token");
    let now = Some(jiff::Timestamp::UNIX_EPOCH);
    let well = Polled { complete_until: now, requests: 1, ..Polled::default() };
    store.polled(GITHUB, REPOSITORY, &well, false).await.expect("it is kept");
    let source = store.sources().await.expect("a list").remove(0);
    assert_eq!((source.last_error, source.complete_until), (None, now));
    assert_eq!((source.requests.last_poll, source.requests.total), (1, 3));
    store.name_sources(GITHUB, &[]).await.expect("none is named");
    assert!(store.sources().await.expect("a list").is_empty());
}

#[tokio::test]
async fn a_build_that_is_gone_is_not_looked_at_again() {
    let database = Database::new();
    let store = database.store();
    apply(&store, &[report("1", 1)]).await;
    let build = unsettled(&store).await.remove(0);
    let mut gone = report("1", 1);
    gone.sequence = Sequence::Attempt(build.sequence);
    let run = gone.run.as_mut().expect("a run");
    run.status = Status::Unknown;
    run.raw_status = "gone".to_owned();
    run.observed_at = build.observed_at.map(|it| it + jiff::SignedDuration::from_micros(1));
    assert_eq!(apply(&store, &[gone]).await, [0]);
    assert!(unsettled(&store).await.is_empty());
}
