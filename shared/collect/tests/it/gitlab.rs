//! The GitLab collector against a server that does what GitLab does.

use collect::gitlab::{Gitlab, Position};
use collect::{Collector, Failure, Gap, Window};
use domain::{BuildState, Status};
use jiff::ToSpan;
use testing::fakes::gitlab::{Project, State, set, start};
use testing::fakes::{Misbehaviour, Server};

use crate::drive::{LONG_AGO, between, recent, told, unsettled};

const SHOP: &str = "acme/shop";

fn collector(server: &Server<State>, projects: &[&str]) -> Gitlab {
    let projects = projects.iter().map(|it| (*it).to_owned()).collect();
    Gitlab::new(&server.url, Some("glpat-of-the-tests"), projects).expect("a collector")
}

/// A server with some pipelines that have ended.
async fn with_history(count: usize) -> Server<State> {
    let server = start().await;
    server.with(|state| {
        for _ in 0..count {
            let id = state.begin(SHOP, "push");
            state.end(SHOP, id, "success");
        }
    });
    server
}

#[tokio::test]
async fn nothing_is_missed_over_pages_and_nothing_asked_twice() {
    let server = start().await;
    server.with(|state| {
        for _ in 0..25 {
            let id = state.begin(SHOP, "push");
            state.end(SHOP, id, "success");
            state.now += 40.seconds();
        }
        state.page_size = 10;
    });
    let (gitlab, mut position) = (collector(&server, &[SHOP]), Position::default());
    let reports = recent(&gitlab, SHOP, false, &mut position).await.expect("a listing");
    assert_eq!(reports.len(), 25);
    // The project; three pages, and the last minutes of them again; a pipeline and its jobs each; the children of what
    // changed.
    assert_eq!(server.asked().len(), 1 + 3 + 1 + 25 * 2 + 1);

    for poll in 2..=3 {
        assert_eq!(recent(&gitlab, SHOP, false, &mut position).await, Ok(Vec::new()));
        let asked = server.asked();
        assert_eq!(asked.len(), 1, "poll {poll} with nothing new");
        assert!(!asked[0].header("if-none-match").is_empty(), "it is conditional");
    }
    assert_eq!(gitlab.client().budget().expect("a budget").remaining, 1900);
}

#[tokio::test]
async fn a_pipeline_that_changes_while_pages_are_read_hides_none() {
    let server = with_history(25).await;
    server.with(|state| {
        state.page_size = 10;
        let first = state.projects[SHOP].pipelines.keys().copied().take(3);
        state.restless = first.map(|it| (SHOP.to_owned(), it)).collect();
    });
    let reports = recent(&collector(&server, &[SHOP]), SHOP, false, &mut Position::default()).await.expect("a listing");
    let mut ids: Vec<_> = reports.iter().map(|it| it.external_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 25);
}

#[tokio::test]
async fn a_retry_and_a_new_pipeline_are_found() {
    let server = with_history(5).await;
    let (gitlab, mut position) = (collector(&server, &[SHOP]), Position::default());
    let first = recent(&gitlab, SHOP, false, &mut position).await.expect("a listing");
    server.asked();
    let (old, new) = server.with(|state| {
        let old = *state.projects[SHOP].pipelines.keys().next().expect("a pipeline");
        state.retry(SHOP, old);
        (old.to_string(), state.begin(SHOP, "push").to_string())
    });
    let mut expected = vec![(new, Status::Running), (old.clone(), Status::Running)];
    expected.sort();
    let again = recent(&gitlab, SHOP, false, &mut position).await.expect("a listing");
    assert_eq!(told(&again), expected);
    // One page, two pipelines with their jobs, the children.
    assert_eq!(server.asked().len(), 1 + 2 * 2 + 1);

    let known = first.iter().chain(&again).filter(|it| it.external_id == old);
    let attempts = known.fold(BuildState::default(), BuildState::merge).attempts();
    assert_eq!(attempts.iter().map(|it| it.status).collect::<Vec<_>>(), [Status::Success, Status::Running]);
    assert!(attempts[1].started_at > attempts[0].finished_at, "{attempts:#?}");
}

#[tokio::test]
async fn children_and_pipelines_without_a_time_of_change_are_found() {
    let server = with_history(1).await;
    let (child, external) = server.with(|state| {
        let child = state.begin(SHOP, "parent_pipeline");
        let external = state.begin(SHOP, "external");
        set(&mut state.pipeline(SHOP, external).fields, serde_json::json!({"updated_at": null}));
        (child.to_string(), external.to_string())
    });
    let (gitlab, mut position) = (collector(&server, &[SHOP]), Position::default());
    let ids = |reports: &[domain::BuildReport]| told(reports).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let quick = recent(&gitlab, SHOP, false, &mut position).await.expect("a listing");
    assert!(ids(&quick).contains(&child) && !ids(&quick).contains(&external));
    let thorough = recent(&gitlab, SHOP, true, &mut position).await.expect("a listing");
    assert_eq!(ids(&thorough), [external.as_str()]);
    assert_eq!(recent(&gitlab, SHOP, true, &mut position).await, Ok(Vec::new()), "it stands as it stood");
    server.with(|state| {
        let id = external.parse().expect("an id");
        set(&mut state.pipeline(SHOP, id).fields, serde_json::json!({"status": "success"}));
    });
    let thorough = recent(&gitlab, SHOP, true, &mut position).await.expect("a listing");
    assert_eq!(told(&thorough), [(external, Status::Success)]);
}

#[tokio::test]
async fn the_branch_of_a_merge_request_is_asked_for_once() {
    let server = start().await;
    server.with(|state| {
        for _ in 0..2 {
            let id = state.begin(SHOP, "merge_request_event");
            set(&mut state.pipeline(SHOP, id).fields, serde_json::json!({"ref": "refs/merge-requests/3/head"}));
        }
        let project = state.projects.get_mut(SHOP).expect("the project");
        project.merge_requests.insert(3, "feature/cart".to_owned());
    });
    let reports = recent(&collector(&server, &[SHOP]), SHOP, false, &mut Position::default()).await.expect("a listing");
    let branches: Vec<_> = reports.iter().filter_map(|it| it.run.as_ref()?.branch.as_deref()).collect();
    assert_eq!(branches, ["feature/cart", "feature/cart"]);
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|it| it.path().ends_with("/merge_requests/3")).count(), 1);
}

#[tokio::test]
async fn a_window_and_the_holes_in_it_are_filled() {
    let server = with_history(10).await;
    server.with(|state| state.begin(SHOP, "parent_pipeline"));
    let gitlab = collector(&server, &[SHOP]);
    let until = server.with(|state| state.now);
    let window = Window { from: LONG_AGO, until };
    assert_eq!(between(&gitlab, SHOP, window).await.expect("a listing").len(), 11);
    server.asked();
    let gap = Gap { pipeline: SHOP.to_owned(), numbers: vec![4, 11, 99], window };
    let found = gitlab.find_missing(SHOP, &gap).await.expect("the gap");
    assert_eq!(found.iter().filter_map(|it| it.number).collect::<Vec<_>>(), [4, 11]);
    assert_eq!(server.asked().len(), 2 + 2 * 2, "two lists, two pipelines with their jobs");
    let narrow = Window { from: until, until };
    assert_eq!(between(&gitlab, SHOP, narrow).await.expect("a listing").len(), 1, "the bounds belong to it");
}

#[tokio::test]
async fn a_group_stands_for_its_projects_and_a_renamed_project_says_so() {
    let server = with_history(1).await;
    server.with(|state| {
        state.projects.insert("acme/web/api".to_owned(), Project::default());
        state.renamed.insert("acme/old".to_owned(), SHOP.to_owned());
    });
    let gitlab = collector(&server, &["acme/*", "other/one"]);
    let sources = gitlab.sources().await.expect("the sources");
    assert_eq!(sources.names, ["acme/shop", "acme/web/api", "other/one"]);
    assert!(gitlab.has_patterns());
    let scope = collect::Scope { since: LONG_AGO, thorough: false };
    let step = gitlab.list_recent_builds("acme/old", scope, &mut Position::default()).await.expect("a step");
    assert_eq!(step.repository.as_deref(), Some(SHOP));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_step_can_be_taken_again() {
    let server = with_history(2).await;
    let (gitlab, mut position) = (collector(&server, &[SHOP]), Position::default());
    let later = |status, headers| Misbehaviour::Answer(status, headers, "Retry later");
    for (how, is_expected) in [
        (
            later(429, vec![("retry-after", "30".to_owned())]),
            (|it| matches!(it, Failure::Throttled { .. })) as fn(_) -> _,
        ),
        (later(503, Vec::new()), |it| matches!(it, Failure::Unavailable(_))),
        (Misbehaviour::Cut, |it| matches!(it, Failure::Unavailable(_))),
        (later(302, vec![("location", "http://127.0.0.1:1/".to_owned())]), |it| matches!(it, Failure::Unreadable(_))),
        (later(200, Vec::new()), |it| matches!(it, Failure::Unreadable(_))),
    ] {
        for target in ["/pipelines?", "/jobs?"] {
            server.misbehave(target, how.clone());
            let failure = recent(&gitlab, SHOP, false, &mut position.clone()).await.expect_err("a failure");
            assert!(is_expected(failure.clone()), "{how:?}: {failure:?}");
        }
    }
    assert_eq!(recent(&gitlab, SHOP, false, &mut position).await.expect("a listing").len(), 2);

    server.with(|state| state.projects.get_mut(SHOP).expect("the project").is_without_ci = true);
    assert_eq!(recent(&gitlab, SHOP, false, &mut position).await, Err(Failure::Forbidden));
    assert_eq!(recent(&gitlab, "acme/none", false, &mut Position::default()).await, Err(Failure::NotFound));
    server.with(|state| "another".clone_into(&mut state.token));
    assert_eq!(gitlab.sources().await.map(|it| it.names), Ok(vec![SHOP.to_owned()]));
    assert_eq!(recent(&gitlab, SHOP, false, &mut position).await, Err(Failure::Unauthorized));
}

#[tokio::test]
async fn a_build_is_looked_at_again_until_it_is_gone() {
    let server = start().await;
    let id = server.with(|state| state.begin(SHOP, "push"));
    let gitlab = collector(&server, &[SHOP]);
    let known = unsettled(SHOP, &id.to_string());
    let look = async || gitlab.look_again(SHOP, &known).await.map(|it| told(&it));
    assert_eq!(look().await, Ok(vec![(id.to_string(), Status::Running)]));
    server.with(|state| state.end(SHOP, id, "canceled"));
    assert_eq!(look().await, Ok(vec![(id.to_string(), Status::Cancelled)]));
    server.with(|state| state.projects.get_mut(SHOP).expect("the project").pipelines.clear());
    assert_eq!(look().await, Err(Failure::NotFound));
}
