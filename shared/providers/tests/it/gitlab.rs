use domain::{BuildReport, JobReport, PipelineRef, Provider, Run, Sequence, Status};
use providers::{Reading, Unreadable};

use crate::sender::{at, only_job, read, report, run, some};

const FAILED: &[u8] = include_bytes!("../fixtures/gitlab/pipeline_failed.json");
const RETRIED: &[u8] = include_bytes!("../fixtures/gitlab/pipeline_retried.json");
const OLD: &[u8] = include_bytes!("../fixtures/gitlab/pipeline_of_2016.json");
const JOB: &[u8] = include_bytes!("../fixtures/gitlab/job_failed.json");

fn of_pipeline(body: &[u8]) -> BuildReport {
    report(Provider::Gitlab, "Pipeline Hook", body)
}

#[test]
fn a_pipeline_is_told_in_full() {
    let report = of_pipeline(FAILED);
    let expected = PipelineRef {
        provider: Provider::Gitlab,
        repository: "acme/web/shop".to_owned(),
        external_id: some("acme/web/shop"),
        name: "acme/web/shop".to_owned(),
        url: some("https://gitlab.example/acme/web/shop"),
        default_branch: some("trunk"),
    };
    assert_eq!(report.pipeline, expected);
    assert_eq!((report.external_id.as_str(), report.number), ("4100", Some(17)));
    assert_eq!(report.sequence, Sequence::Generation(902));
    let expected = Run {
        status: Status::Failure,
        raw_status: "failed".to_owned(),
        observed_at: at("2025-08-08T10:09:30Z"),
        queued_at: at("2025-08-08T10:00:00Z"),
        started_at: at("2025-08-08T10:00:30Z"),
        finished_at: at("2025-08-08T10:09:30Z"),
        ended_by: None,
        duration_seconds: Some(500.0),
        queued_seconds: Some(30.0),
        branch: some("feature/cart"),
        commit_sha: some("1111111111222222222233333333334444444444"),
        commit_title: some("Empty the cart"),
        actor: some("ada"),
        event: some("merge_request_event"),
        web_url: some("https://gitlab.example/acme/web/shop/-/pipelines/4100"),
    };
    assert_eq!(report.run, Some(expected));
}

#[test]
fn its_jobs_are_told_with_it() {
    let report = of_pipeline(FAILED);
    let told: Vec<_> = report.jobs.iter().map(|it| (it.name.as_str(), it.status)).collect();
    let expected = [("lint", Status::TimedOut), ("compile", Status::Success), ("deploy", Status::Blocked)];
    assert_eq!(told, expected);
}

#[test]
fn a_job_is_told_alike_by_itself_and_by_its_pipeline() {
    let report = report(Provider::Gitlab, "Job Hook", JOB);
    let expected = JobReport {
        external_id: "901".to_owned(),
        sequence: Sequence::Generation(901),
        name: "lint".to_owned(),
        stage: some("test"),
        status: Status::TimedOut,
        raw_status: "failed".to_owned(),
        observed_at: at("2025-08-08T10:09:30Z"),
        queued_at: at("2025-08-08T10:00:01Z"),
        started_at: at("2025-08-08T10:01:00Z"),
        finished_at: at("2025-08-08T10:09:30Z"),
        web_url: some("https://gitlab.example/acme/web/shop/-/jobs/901"),
    };
    assert_eq!(only_job(&report), &expected);
    assert_eq!((report.external_id.as_str(), report.run), ("4100", None));
    let pipeline = of_pipeline(FAILED);
    assert_eq!(pipeline.jobs[0], expected);
    assert_eq!(pipeline.pipeline, report.pipeline);
}

#[test]
fn a_pipeline_that_is_retried_keeps_nothing_of_its_first_end() {
    let report = of_pipeline(RETRIED);
    assert_eq!(report.sequence, Sequence::Generation(950));
    let run = run(&report);
    assert_eq!((run.status, run.finished_at, run.duration_seconds), (Status::Running, None, None));
    assert_eq!(run.queued_at, at("2025-08-12T08:00:00Z"));
    assert_eq!(run.started_at, at("2025-08-12T08:00:05Z"));
    assert_eq!(run.observed_at, at("2025-08-12T08:00:05Z"));
}

#[test]
fn a_pipeline_of_2016_is_still_read() {
    let report = of_pipeline(OLD);
    assert_eq!(report.pipeline.external_id, some("acme/shop"));
    assert_eq!(report.sequence, Sequence::Generation(0));
    let run = run(&report);
    assert_eq!((run.status, run.started_at), (Status::Queued, None));
    assert_eq!(run.queued_at, at("2016-08-12T15:23:28Z"));
    assert_eq!(run.web_url, some("http://gitlab.example:3005/acme/shop/-/pipelines/31"));
}

#[test]
fn a_merge_requests_ref_is_no_branch() {
    let body = std::str::from_utf8(OLD).unwrap();
    for (reference, expected) in
        [("refs/merge-requests/3/head", None), ("refs/heads/main", some("main")), ("v1.0", some("v1.0"))]
    {
        let told = body.replace(r#""ref": "main""#, &format!(r#""ref": "{reference}""#));
        assert_eq!(run(&of_pipeline(told.as_bytes())).branch, expected);
    }
}

#[test]
fn the_instances_hook_says_the_same() {
    let of_instance = |body| report(Provider::Gitlab, "System Hook", body);
    assert_eq!(of_instance(FAILED), of_pipeline(FAILED));
    let other = read(Provider::Gitlab, "System Hook", br#"{"event_name":"user_create"}"#);
    assert!(matches!(other, Ok(Reading::Ignored(_))));
}

#[test]
fn other_events_are_ignored_whatever_they_hold() {
    for event in ["Push Hook", "Deployment Hook", "Merge Request Hook"] {
        let reading = read(Provider::Gitlab, event, b"// no json");
        assert_eq!(reading, Ok(Reading::Ignored(format!("`{event}` events are not used"))));
    }
    let other = read(Provider::Gitlab, "Job Hook", br#"{"object_kind":"deployment"}"#);
    assert!(matches!(other, Ok(Reading::Ignored(_))));
}

#[test]
fn what_is_missing_is_named() {
    for (body, expected) in [
        ("{}", Unreadable::Missing("object_kind")),
        (r#"{"object_kind":"pipeline"}"#, Unreadable::Missing("object_attributes")),
        (r#"{"object_kind":"pipeline","object_attributes":{"id":-1}}"#, Unreadable::Missing("object_attributes.id")),
        (
            r#"{"object_kind":"pipeline","object_attributes":{"id":1},"project":7}"#,
            Unreadable::Missing("project.path_with_namespace"),
        ),
        (r#"{"object_kind":"build","project":{"path_with_namespace":"a/b"}}"#, Unreadable::Missing("pipeline_id")),
        (
            r#"{"object_kind":"build","pipeline_id":1,"project":{"path_with_namespace":"a/b"}}"#,
            Unreadable::Missing("build_id"),
        ),
    ] {
        assert_eq!(read(Provider::Gitlab, "Pipeline Hook", body.as_bytes()), Err(expected), "{body}");
    }
}
