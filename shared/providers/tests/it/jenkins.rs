use domain::{BuildReport, BuildState, Life, PipelineRef, Provider, Run, Sequence, Status};
use providers::Unreadable;

use crate::sender::{at, read, report, run, some};

const QUEUED: &[u8] = include_bytes!("../fixtures/jenkins/queued.json");
const STARTED: &[u8] = include_bytes!("../fixtures/jenkins/started.json");
const COMPLETED: &[u8] = include_bytes!("../fixtures/jenkins/completed.json");
const FINALIZED: &[u8] = include_bytes!("../fixtures/jenkins/finalized.json");
const OLD: &[u8] = include_bytes!("../fixtures/jenkins/old_plugin.json");

fn of_build(body: &[u8]) -> BuildReport {
    report(Provider::Jenkins, "", body)
}

#[test]
fn a_completed_build_is_told_in_full() {
    let expected = BuildReport {
        pipeline: PipelineRef {
            provider: Provider::Jenkins,
            repository: "acme/shop".to_owned(),
            external_id: some("acme/shop/feature%2Fcart"),
            name: "acme/shop/feature/cart".to_owned(),
            url: some("https://ci.example/job/acme/job/shop/job/feature%252Fcart/"),
            default_branch: None,
        },
        external_id: "acme/shop/feature%2Fcart#8".to_owned(),
        number: Some(8),
        life: Some(Life { born_at: at("2025-08-08T10:00:04Z").unwrap(), died_at: at("2025-08-08T10:01:04Z") }),
        sequence: Sequence::Attempt(1),
        run: Some(Run {
            status: Status::Failure,
            raw_status: "UNSTABLE".to_owned(),
            observed_at: at("2025-08-08T10:01:04Z"),
            queued_at: None,
            started_at: at("2025-08-08T10:00:04Z"),
            finished_at: at("2025-08-08T10:01:04Z"),
            ended_by: None,
            duration_seconds: Some(60.0),
            queued_seconds: None,
            branch: some("feature/cart"),
            commit_sha: some("2222222222333333333344444444445555555555"),
            commit_title: None,
            actor: None,
            event: None,
            web_url: some("https://ci.example/job/acme/job/shop/job/feature%252Fcart/8/"),
        }),
        jobs: Vec::new(),
    };
    assert_eq!(of_build(COMPLETED), expected);
}

#[test]
fn the_result_of_the_build_before_is_not_taken_for_that_of_a_started_one() {
    let report = of_build(STARTED);
    let run = run(&report);
    assert_eq!((run.status, run.raw_status.as_str()), (Status::Running, "STARTED"));
    assert_eq!((run.started_at, run.finished_at), (at("2025-08-08T10:00:04Z"), None));
    assert_eq!(run.duration_seconds, None);
}

#[test]
fn the_last_phase_wins_in_any_order() {
    let phases = [QUEUED, STARTED, COMPLETED, FINALIZED].map(of_build);
    let in_order = phases.iter().fold(BuildState::default(), BuildState::merge);
    let backwards = phases.iter().rev().fold(BuildState::default(), BuildState::merge);
    assert_eq!(in_order, backwards);
    let head = in_order.head().unwrap();
    assert_eq!((head.status, head.raw_status), (Status::Failure, some("FAILURE")));
    assert_eq!(head.queued_at, at("2025-08-08T10:00:00Z"));
    assert_eq!(head.started_at, at("2025-08-08T10:00:04Z"));
    assert_eq!(head.finished_at, at("2025-08-08T10:01:04Z"));
    assert_eq!((head.queued_seconds, head.duration_seconds), (Some(4.0), Some(60.0)));
}

#[test]
fn only_the_end_tells_exactly_when_a_build_lived() {
    let lives = [QUEUED, STARTED, COMPLETED, FINALIZED].map(|it| of_build(it).life.is_some());
    assert_eq!(lives, [false, false, true, false]);
    let sent_by_a_step = String::from_utf8(COMPLETED.to_vec()).unwrap().replace("60000", "0");
    assert_eq!(of_build(sent_by_a_step.as_bytes()).life, None, "the build goes on");
}

#[test]
fn each_phase_is_later_than_the_one_before() {
    let phases = [QUEUED, STARTED, COMPLETED, FINALIZED].map(of_build);
    assert!(phases.map(|it| run(&it).observed_at.unwrap()).is_sorted_by(|a, b| a < b));
}

#[test]
fn an_old_plugin_tells_no_times() {
    let report = of_build(OLD);
    assert_eq!(report.external_id, "shop#3");
    assert_eq!((report.pipeline.repository.as_str(), report.pipeline.url), ("shop", None));
    let run = report.run.unwrap();
    assert_eq!((run.status, run.raw_status.as_str()), (Status::Success, "Success"));
    assert_eq!((run.observed_at, run.finished_at, run.web_url), (None, None, None));
}

#[test]
fn a_job_is_found_without_its_address() {
    let by_build = of_build(br#"{"name":"b","build":{"number":1,"phase":"STARTED","url":"job/a/job/b/1/"}}"#);
    assert_eq!(by_build.external_id, "a/b#1");
    let by_name = of_build(br#"{"name":"b","url":"","build":{"number":1,"phase":"STARTED"}}"#);
    assert_eq!(by_name.external_id, "b#1");
}

#[test]
fn what_is_missing_is_named() {
    for (body, expected) in [
        ("{}", Unreadable::Missing("build")),
        (r#"{"name":"a","build":{"number":null}}"#, Unreadable::Missing("build.number")),
        (r#"{"build":{"number":1}}"#, Unreadable::Missing("url")),
        ("[1]", Unreadable::NotAnObject),
    ] {
        assert_eq!(read(Provider::Jenkins, "", body.as_bytes()), Err(expected), "{body}");
    }
    let xml = read(Provider::Jenkins, "", b"<job/>");
    assert!(matches!(xml, Err(Unreadable::NotJson { .. })));
}
