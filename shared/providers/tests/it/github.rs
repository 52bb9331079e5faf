use domain::{BuildReport, JobReport, PipelineRef, Provider, Run, Sequence, Status};
use providers::{Reading, Unreadable};

use crate::sender::{at, only_job, read, report, run, some};

const COMPLETED: &[u8] = include_bytes!("../fixtures/github/run_completed.json");
const RERUN: &[u8] = include_bytes!("../fixtures/github/run_rerun.json");
const WAITS: &[u8] = include_bytes!("../fixtures/github/run_waits_for_approval.json");
const OLD: &[u8] = include_bytes!("../fixtures/github/run_of_an_old_server.json");
const JOB: &[u8] = include_bytes!("../fixtures/github/job_completed.json");
const JOB_WAITS: &[u8] = include_bytes!("../fixtures/github/job_waiting.json");

fn of_run(body: &[u8]) -> BuildReport {
    report(Provider::Github, "workflow_run", body)
}

#[test]
fn a_completed_run_is_told_in_full() {
    let expected = BuildReport {
        pipeline: PipelineRef {
            provider: Provider::Github,
            repository: "acme/api".to_owned(),
            external_id: some("acme/api:.github/workflows/ci.yml"),
            name: "CI".to_owned(),
            url: some("https://github.com/acme/api/actions/workflows/ci.yml"),
            default_branch: some("main"),
        },
        external_id: "9876543210".to_owned(),
        number: Some(42),
        life: None,
        sequence: Sequence::Attempt(1),
        run: Some(Run {
            status: Status::Success,
            raw_status: "completed/success".to_owned(),
            observed_at: at("2025-08-08T10:05:30Z"),
            queued_at: at("2025-08-08T10:00:00Z"),
            started_at: at("2025-08-08T10:00:02Z"),
            finished_at: None,
            ended_by: at("2025-08-08T10:05:30Z"),
            duration_seconds: None,
            queued_seconds: None,
            branch: some("feature/ledger"),
            commit_sha: some("9f2c1d4e5a6b7c8d9e0f1a2b3c4d5e6f70819203"),
            commit_title: some("Round half to even"),
            actor: some("grace"),
            event: some("pull_request"),
            web_url: some("https://github.com/acme/api/actions/runs/9876543210"),
        }),
        jobs: Vec::new(),
    };
    assert_eq!(of_run(COMPLETED), expected);
}

#[test]
fn a_rerun_is_another_attempt_of_the_same_build() {
    let (first, second) = (of_run(COMPLETED), of_run(RERUN));
    assert_eq!(second.sequence, Sequence::Attempt(2));
    assert_eq!((&second.pipeline, &second.external_id), (&first.pipeline, &first.external_id));
    let run = run(&second);
    assert_eq!((run.status, run.ended_by), (Status::Running, None));
    assert_eq!(run.queued_at, at("2025-08-10T09:00:00Z"));
    assert_eq!(run.started_at, at("2025-08-10T09:00:00Z"));
    let page = "https://github.com/acme/api/actions/runs/9876543210/attempts/2";
    assert_eq!(run.web_url, some(page));
}

#[test]
fn a_run_that_waits_for_approval_is_not_over() {
    let report = of_run(WAITS);
    let run = run(&report);
    assert_eq!((run.status, run.raw_status.as_str()), (Status::Blocked, "completed/action_required"));
    assert_eq!((run.started_at, run.ended_by), (None, None));
}

#[test]
fn an_old_server_tells_less() {
    let report = of_run(OLD);
    assert_eq!(report.sequence, Sequence::Attempt(1));
    assert_eq!(report.pipeline.external_id, some("acme/api:workflow/555"));
    assert_eq!(report.pipeline.name, "workflow/555");
    let run = run(&report);
    assert_eq!((run.status, run.started_at), (Status::Queued, None));
    assert_eq!((&run.branch, &run.actor, &run.commit_title), (&None, &None, &None));
}

#[test]
fn a_job_speaks_of_itself_alone() {
    let report = report(Provider::Github, "workflow_job", JOB);
    assert_eq!(report.external_id, "9876543210");
    assert_eq!(report.run, None);
    assert_eq!((report.pipeline.external_id, report.pipeline.name.as_str()), (None, "CI"));
    let expected = JobReport {
        external_id: "31337".to_owned(),
        sequence: Sequence::Attempt(2),
        name: "test (stable)".to_owned(),
        stage: None,
        status: Status::Failure,
        raw_status: "completed/failure".to_owned(),
        observed_at: at("2025-08-10T09:03:00Z"),
        queued_at: at("2025-08-10T09:00:01Z"),
        started_at: at("2025-08-10T09:00:09Z"),
        finished_at: at("2025-08-10T09:03:00Z"),
        web_url: some("https://github.com/acme/api/actions/runs/9876543210/job/31337"),
    };
    assert_eq!(report.jobs, [expected]);
}

#[test]
fn a_job_that_waits_has_not_started() {
    let report = report(Provider::Github, "workflow_job", JOB_WAITS);
    let job = only_job(&report);
    assert_eq!((job.status, job.started_at, job.finished_at), (Status::Blocked, None, None));
    assert_eq!(job.queued_at, at("2025-08-10T09:00:01Z"));
}

#[test]
fn a_form_says_the_same_as_json() {
    let json = std::str::from_utf8(COMPLETED).unwrap();
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", json).finish();
    assert_eq!(of_run(form.as_bytes()), of_run(COMPLETED));
}

#[test]
fn other_events_are_ignored_whatever_they_hold() {
    for event in ["push", "check_run", "deployment_status", "workflow_dispatch"] {
        let reading = read(Provider::Github, event, b"\xff not json");
        assert_eq!(reading, Ok(Reading::Ignored(format!("`{event}` events are not used"))));
    }
    assert_eq!(read(Provider::Github, "ping", b"{}"), Ok(Reading::Ignored("ping".to_owned())));
}

#[test]
fn what_is_missing_is_named() {
    for (event, body, expected) in [
        ("workflow_run", "{}", Unreadable::Missing("workflow_run")),
        ("workflow_run", r#"{"workflow_run":{"id":"x"}}"#, Unreadable::Missing("workflow_run.id")),
        ("workflow_run", r#"{"workflow_run":{"id":7}}"#, Unreadable::Missing("repository")),
        (
            "workflow_run",
            r#"{"workflow_run":{"id":7},"repository":{"full_name":"\u0000"}}"#,
            Unreadable::Missing("repository.full_name"),
        ),
        ("workflow_job", r#"{"workflow_job":{"id":7}}"#, Unreadable::Missing("workflow_job.run_id")),
        ("workflow_job", "[]", Unreadable::NotAnObject),
        ("workflow_job", "other=1", Unreadable::NoPayload),
        ("", "{}", Unreadable::NoEvent("X-GitHub-Event")),
    ] {
        assert_eq!(read(Provider::Github, event, body.as_bytes()), Err(expected), "{body}");
    }
}
