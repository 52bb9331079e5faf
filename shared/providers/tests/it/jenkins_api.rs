use domain::{BuildReport, BuildState, Provider, Run, Status};
use providers::jenkins::JobName;
use providers::jenkins::api::{self, Stages};

use crate::sender::{at, report, run, some};

const BUILD: &str = include_str!("../fixtures/jenkins/api/build.json");
const STAGES: &str = include_str!("../fixtures/jenkins/api/stages.json");
const COMPLETED: &[u8] = include_bytes!("../fixtures/jenkins/completed.json");
const FINALIZED: &[u8] = include_bytes!("../fixtures/jenkins/finalized.json");

fn told(build: &str, stages: Option<&str>) -> BuildReport {
    let stages: Option<Stages> = stages.map(|it| api::stages(it.as_bytes()).unwrap());
    let job = JobName::from_full("acme/shop/feature%2Fcart");
    api::build(build.as_bytes()).unwrap().report(&job, true, stages.as_ref()).unwrap()
}

/// The build with one field told otherwise.
fn with(field: &str, value: serde_json::Value) -> String {
    let mut build: serde_json::Value = serde_json::from_str(BUILD).unwrap();
    build[field] = value;
    build.to_string()
}

#[test]
fn the_api_and_the_message_tell_a_build_alike() {
    let (by_api, by_message) = (told(BUILD, None), report(Provider::Jenkins, "", COMPLETED));
    let run = Run {
        // What only the API knows.
        actor: some("ada"),
        event: some("manual"),
        commit_title: some("Empty the cart"),
        observed_at: run(&by_api).observed_at,
        ..run(&by_message).clone()
    };
    assert_eq!(by_api, BuildReport { run: Some(run), ..by_message });
}

#[test]
fn a_build_that_ran_out_of_time_is_told_from_one_that_was_stopped() {
    let mut actions: serde_json::Value = serde_json::from_str::<serde_json::Value>(BUILD).unwrap()["actions"].take();
    let cause = "org.jenkinsci.plugins.workflow.steps.TimeoutStepExecution$ExceededTimeout";
    actions[1] = serde_json::json!({"_class": "jenkins.model.InterruptedBuildAction", "causes": [{"_class": cause}]});
    let build: serde_json::Value = serde_json::from_str(&with("actions", actions)).unwrap();
    let aborted = serde_json::json!({"result": "ABORTED"});
    let mut build = build.as_object().unwrap().clone();
    build.extend(aborted.as_object().unwrap().clone());
    let timed_out = told(&serde_json::Value::Object(build).to_string(), None);
    assert_eq!((run(&timed_out).status, run(&timed_out).actor.as_deref()), (Status::TimedOut, Some("ada")));
    let stopped = told(&with("result", "ABORTED".into()), None);
    assert_eq!(run(&stopped).status, Status::Cancelled);

    let message = String::from_utf8(FINALIZED.to_vec()).unwrap().replace("FAILURE", "ABORTED");
    let message = report(Provider::Jenkins, "", message.as_bytes());
    for order in [[&timed_out, &message], [&message, &timed_out]] {
        let state = order.into_iter().fold(BuildState::default(), BuildState::merge);
        assert_eq!(state.head().unwrap().status, Status::TimedOut, "the message does not know of the time");
    }
}

#[test]
fn a_build_that_runs_has_no_result_whatever_it_says() {
    let report = told(&with("building", true.into()), None);
    let run = run(&report);
    assert_eq!((run.status, run.raw_status.as_str(), run.finished_at), (Status::Running, "STARTED", None));
    assert_eq!((run.duration_seconds, run.observed_at), (None, at("2025-08-08T10:00:04Z")));
}

#[test]
fn a_build_that_waits_for_a_person_is_blocked() {
    let stages = STAGES.replacen("UNSTABLE", "PAUSED_PENDING_INPUT", 1);
    let report = told(&with("building", true.into()), Some(&stages));
    let run = run(&report);
    assert_eq!((run.status, run.raw_status.as_str()), (Status::Blocked, "PAUSED_PENDING_INPUT"));
    assert_eq!(run.observed_at, at("2025-08-08T10:01:04Z"), "later than the news of its start");
}

#[test]
fn stages_are_jobs() {
    let report = told(BUILD, Some(STAGES));
    let told: Vec<_> = report.jobs.iter().map(|it| (it.name.as_str(), it.status, it.finished_at)).collect();
    let expected = [
        ("Build", Status::Success, at("2025-08-08T10:00:25Z")),
        ("Test", Status::Failure, at("2025-08-08T10:01:03Z")),
        ("Deploy", Status::Skipped, None),
    ];
    assert_eq!(told, expected);
}

#[test]
fn every_result_has_its_status() {
    for (result, expected) in [
        (serde_json::json!("SUCCESS"), Status::Success),
        ("FAILED".into(), Status::Failure),
        ("UNSTABLE".into(), Status::Failure),
        ("NOT_BUILT".into(), Status::Skipped),
        ("NOT_BUILD".into(), Status::Skipped),
        (serde_json::Value::Null, Status::Unknown),
    ] {
        assert_eq!(run(&told(&with("result", result.clone()), None)).status, expected, "{result}");
    }
}

#[test]
fn the_revision_of_the_branch_counts_among_those_of_libraries() {
    let job = JobName::from_full("acme/shop/main");
    let of = |is_branch| api::build(BUILD.as_bytes()).unwrap().report(&job, is_branch, None).unwrap().run.unwrap();
    assert_eq!((of(true).branch, of(true).commit_sha), (some("main"), Some("9".repeat(40))));
    assert_eq!(of(false).branch, some("feature/cart"), "the last one, where the job is no branch");
    let bare = with("actions", serde_json::json!([{}, null, 7]));
    let run = api::build(bare.as_bytes()).unwrap().report(&job, true, None).unwrap().run.unwrap();
    assert_eq!((run.branch, run.commit_sha, run.actor), (some("main"), None, None));
}

#[test]
fn rows_without_a_number_are_left_out() {
    let rows = format!(r#"{{"builds": [{BUILD}, {{"result": "SUCCESS"}}, null]}}"#);
    let rows = api::builds(rows.as_bytes()).unwrap();
    assert_eq!((rows.len(), rows[0].number(), rows[0].is_building()), (1, 8, false));
    assert!(rows[0].has_stages());
    assert!(api::builds(b"[]").is_err());
    assert!(api::build(b"{}").is_err());
}
