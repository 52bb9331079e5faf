//! The Jenkins collector against a server that does what Jenkins does.

use collect::jenkins::{Jenkins, Position};
use collect::{Collector, Failure, Gap, Window};
use domain::Status;
use jiff::Timestamp;
use testing::fakes::gitlab::set;
use testing::fakes::jenkins::{FOLDER, Item, MULTIBRANCH, ORGANIZATION, State, start};
use testing::fakes::{Misbehaviour, Server};

use crate::drive::{LONG_AGO, between, recent, told, unsettled};

const MAIN: &str = "acme/shop/main";

fn collector(server: &Server<State>, jobs: &[&str]) -> Jenkins {
    let jobs = jobs.iter().map(|it| (*it).to_owned()).collect();
    Jenkins::new(&server.url, Some(("ada", "hush")), jobs).expect("a collector")
}

/// A server with a multibranch project in an organisation folder, a deep folder and a job at the top.
async fn with_folders() -> Server<State> {
    let server = start().await;
    server.with(|state| {
        state.folder("acme", ORGANIZATION);
        state.folder("acme/shop", MULTIBRANCH);
        state.job(MAIN, true);
        state.job("acme/shop/feature%2Fcart", true);
        for folder in ["a", "a/b", "a/b/c", "a/b/c/d", "a/b/c/d/e"] {
            state.folder(folder, FOLDER);
        }
        state.job("a/b/c/d/e/deep", false);
        state.job("nightly", false);
    });
    server
}

fn run_builds(server: &Server<State>, job: &str, count: usize) {
    server.with(|state| {
        for _ in 0..count {
            let number = state.begin(job);
            state.end(job, number, "SUCCESS");
        }
    });
}

#[tokio::test]
async fn folders_are_walked_however_deep() {
    let server = with_folders().await;
    let all = collector(&server, &["*"]).sources().await.expect("the sources");
    assert_eq!(all.names, ["a/b/c/d/e", "acme/shop", "nightly"]);
    let some = collector(&server, &["acme", "none"]).sources().await.expect("the sources");
    assert_eq!((some.names, some.failed), (vec!["acme/shop".to_owned()], vec![("none".to_owned(), Failure::NotFound)]));
}

#[tokio::test]
async fn nothing_is_missed_and_nothing_asked_twice() {
    let server = with_folders().await;
    run_builds(&server, MAIN, 12);
    run_builds(&server, "acme/shop/feature%2Fcart", 1);
    let (jenkins, mut position) = (collector(&server, &["acme"]), Position::default());
    let reports = recent(&jenkins, "acme/shop", false, &mut position).await.expect("a listing");
    assert_eq!(reports.len(), 13);
    let branches: Vec<_> = reports.iter().filter_map(|it| it.run.as_ref()?.branch.as_deref()).collect();
    assert!(branches.contains(&"main") && branches.contains(&"feature/cart"), "{branches:?}");
    // The folder; three ranges of one job and one of the other; the stages of each build.
    assert_eq!(server.asked().len(), 1 + 3 + 1 + 13);

    assert_eq!(recent(&jenkins, "acme/shop", false, &mut position).await, Ok(Vec::new()));
    assert_eq!(server.asked().len(), 1, "a second poll with nothing new");
    run_builds(&server, MAIN, 1);
    let news = recent(&jenkins, "acme/shop", false, &mut position).await.expect("a listing");
    assert_eq!(told(&news), [(format!("{MAIN}#13"), Status::Success)]);
    assert_eq!(server.asked().len(), 3, "the folder, a range, the stages of one build");
}

#[tokio::test]
async fn a_job_that_was_made_anew_is_listed_from_its_first_build() {
    let server = with_folders().await;
    run_builds(&server, "nightly", 7);
    let (jenkins, mut position) = (collector(&server, &["nightly"]), Position::default());
    recent(&jenkins, "nightly", false, &mut position).await.expect("a listing");
    server.with(|state| state.job("nightly", false));
    run_builds(&server, "nightly", 2);
    let news = recent(&jenkins, "nightly", false, &mut position).await.expect("a listing");
    assert_eq!(news.iter().filter_map(|it| it.number).collect::<Vec<_>>(), [2, 1]);
    assert!(news.iter().all(|it| it.life.is_some_and(|it| it.died_at.is_some())));
}

#[tokio::test]
async fn builds_that_are_told_no_more_among_the_newest_are_read_from_disk() {
    let server = with_folders().await;
    run_builds(&server, "nightly", 130);
    let window = Window { from: LONG_AGO, until: Timestamp::MAX };
    let reports = between(&collector(&server, &["*"]), "nightly", window).await.expect("a listing");
    let mut numbers: Vec<_> = reports.iter().filter_map(|it| it.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=130).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_window_has_an_end_and_a_beginning() {
    let server = with_folders().await;
    run_builds(&server, "nightly", 20);
    let at =
        |number: i64| server.with(|state| state.build("nightly", number).fields["timestamp"].as_i64().expect("a time"));
    let time = |number| Timestamp::from_millisecond(at(number)).expect("a time");
    let window = Window { from: time(6), until: time(9) };
    let reports = between(&collector(&server, &["*"]), "nightly", window).await.expect("a listing");
    let numbers: Vec<_> = reports.iter().filter_map(|it| it.number).collect();
    assert_eq!(numbers, [9, 8, 7, 6]);
    assert_eq!(server.asked().len(), 4, "the folder, a few builds, all that are newer, and those of the window");
}

#[tokio::test]
async fn only_what_is_configured_is_listed() {
    let server = with_folders().await;
    run_builds(&server, MAIN, 1);
    run_builds(&server, "acme/shop/feature%2Fcart", 1);
    let reports = recent(&collector(&server, &[MAIN]), "acme/shop", false, &mut Position::default()).await;
    assert_eq!(told(&reports.expect("a listing")), [(format!("{MAIN}#1"), Status::Success)]);
}

#[tokio::test]
async fn a_server_without_the_stage_plugin_is_no_failure() {
    let server = with_folders().await;
    run_builds(&server, MAIN, 1);
    server.with(|state| state.tells_stages = false);
    let reports = recent(&collector(&server, &["*"]), "acme/shop", false, &mut Position::default()).await;
    assert!(reports.expect("a listing")[0].jobs.is_empty());
}

#[tokio::test]
async fn a_build_is_looked_at_again_until_it_is_gone() {
    let server = with_folders().await;
    let number = server.with(|state| state.begin(MAIN));
    let jenkins = collector(&server, &["*"]);
    let id = format!("{MAIN}#{number}");
    let look = async |id: &str| jenkins.look_again("acme/shop", &unsettled("acme/shop", id)).await.map(|it| told(&it));
    assert_eq!(look(&id).await, Ok(vec![(id.clone(), Status::Running)]));
    let paused = serde_json::json!({"status": "PAUSED_PENDING_INPUT"});
    server.with(|state| set(&mut state.build(MAIN, number).stages, paused));
    assert_eq!(look(&id).await, Ok(vec![(id.clone(), Status::Blocked)]));
    server.with(|state| state.end(MAIN, number, "ABORTED"));
    assert_eq!(look(&id).await, Ok(vec![(id.clone(), Status::Cancelled)]));
    assert_eq!(look(&format!("{MAIN}#99")).await, Err(Failure::NotFound));
    assert_eq!(look(&format!("{id}~1700000000")).await, Err(Failure::Gone));
}

#[tokio::test]
async fn missing_numbers_are_asked_for_one_by_one() {
    let server = with_folders().await;
    run_builds(&server, MAIN, 9);
    server.with(|state| {
        let Some(Item::Job { builds, .. }) = state.items.get_mut(MAIN) else { panic!("a job") };
        builds.remove(&4);
    });
    let window = Window { from: LONG_AGO, until: Timestamp::MAX };
    let gap = Gap { pipeline: MAIN.to_owned(), numbers: vec![3, 4, 5], window };
    let found = collector(&server, &["*"]).find_missing("acme/shop", &gap).await.expect("the gap");
    assert_eq!(found.iter().filter_map(|it| it.number).collect::<Vec<_>>(), [5, 3]);
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_step_can_be_taken_again() {
    let server = with_folders().await;
    run_builds(&server, MAIN, 2);
    let (jenkins, mut position) = (collector(&server, &["*"]), Position::default());
    for how in [Misbehaviour::Cut, Misbehaviour::Answer(502, Vec::new(), "Bad Gateway")] {
        for target in ["lastBuild", "builds%5B", "wfapi"] {
            server.misbehave(target, how.clone());
            let failure = recent(&jenkins, "acme/shop", false, &mut position.clone()).await.expect_err("a failure");
            assert!(matches!(failure, Failure::Unavailable(_)), "{failure:?}");
        }
    }
    assert_eq!(recent(&jenkins, "acme/shop", false, &mut position).await.expect("a listing").len(), 2);
    server.with(|state| drop(state.items.remove(MAIN)));
    assert_eq!(recent(&jenkins, "acme/shop", false, &mut position).await, Ok(Vec::new()), "the branch was deleted");
    server.with(|state| "another".clone_into(&mut state.credentials));
    assert_eq!(recent(&jenkins, "acme/shop", false, &mut position).await, Err(Failure::Forbidden));
    server.with(|state| state.items.clear());
    assert_eq!(jenkins.sources().await.expect("the sources").failed, [("*".to_owned(), Failure::Forbidden)]);
}
