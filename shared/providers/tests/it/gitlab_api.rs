use domain::{BuildReport, Provider, Run, Sequence, Status};
use providers::Unreadable;
use providers::gitlab::ProjectRef;
use providers::gitlab::api::{self, PipelineRow};

use crate::sender::{at, report, run, some};

const PROJECT: &[u8] = include_bytes!("../fixtures/gitlab/api/project.json");
const PIPELINE: &str = include_str!("../fixtures/gitlab/api/pipeline.json");
const JOBS: &str = include_str!("../fixtures/gitlab/api/jobs.json");
const MERGE_REQUEST: &[u8] = include_bytes!("../fixtures/gitlab/api/merge_request.json");
const MESSAGE: &[u8] = include_bytes!("../fixtures/gitlab/pipeline_failed.json");

fn project() -> ProjectRef {
    api::project(PROJECT).unwrap()
}

fn told(pipeline: &str, jobs: &str) -> BuildReport {
    let branch = api::source_branch(MERGE_REQUEST).unwrap();
    api::report(&project(), pipeline.as_bytes(), &[jobs.into()], branch).unwrap()
}

#[test]
fn the_api_and_the_message_tell_a_pipeline_alike() {
    let (by_api, by_message) = (told(PIPELINE, JOBS), report(Provider::Gitlab, "Pipeline Hook", MESSAGE));
    let without_time_of_news = |it: &BuildReport| Run { observed_at: None, ..run(it).clone() };
    assert_eq!(without_time_of_news(&by_api), without_time_of_news(&by_message));
    assert_eq!(by_api.pipeline, by_message.pipeline);
    assert_eq!((&by_api.external_id, by_api.sequence), (&by_message.external_id, by_message.sequence));
    let by_id = |mut it: BuildReport| {
        it.jobs.sort_by(|a, b| a.external_id.cmp(&b.external_id));
        it.jobs
    };
    assert_eq!(by_id(by_api), by_id(by_message));
}

#[test]
fn a_retry_is_told_by_the_jobs_that_it_made() {
    let pipeline = PIPELINE.replace(r#""status": "failed""#, r#""status": "running""#);
    let retried = r#"[{"id": 950, "name": "lint", "status": "running",
        "created_at": "2025-08-12T08:00:00.250Z", "started_at": "2025-08-12T08:00:05Z"}]"#;
    let branch = api::source_branch(MERGE_REQUEST).unwrap();
    let report = api::report(&project(), pipeline.as_bytes(), &[JOBS.into(), retried.into()], branch).unwrap();
    assert_eq!((report.sequence, report.jobs.len()), (Sequence::Generation(950), 4));
    let run = run(&report);
    assert_eq!((run.status, run.finished_at, run.duration_seconds), (Status::Running, None, None));
    assert_eq!(run.queued_at, at("2025-08-12T08:00:00.250Z"));
    assert_eq!(run.started_at, at("2025-08-12T08:00:05Z"));
}

#[test]
fn a_pipeline_that_never_ran_is_told_without_jobs() {
    let body = r#"{"id": 7, "status": "failed", "ref": "main", "created_at": "2025-08-08T10:00:00Z",
        "updated_at": "2025-08-08T10:00:00Z", "started_at": null, "finished_at": null, "duration": null}"#;
    let report = api::report(&project(), body.as_bytes(), &["[]".into()], None).unwrap();
    let run = run(&report);
    assert_eq!((run.status, &run.branch, run.started_at), (Status::Failure, &some("main"), None));
    assert_eq!(run.web_url, some("https://gitlab.example/acme/web/shop/-/pipelines/7"));
}

#[test]
fn a_row_of_a_list_tells_whether_there_is_news() {
    let rows = format!(r#"[{PIPELINE}, {{"id": 5, "status": "running", "updated_at": null, "ref": "main"}}, {{}}, 7]"#);
    let expected = PipelineRow {
        id: 4100,
        iid: Some(17),
        status: Status::Failure,
        created_at: at("2025-08-08T10:00:00Z"),
        updated_at: at("2025-08-08T10:09:31Z"),
        merge_request: Some(3),
    };
    let rows = api::pipelines(rows.as_bytes()).unwrap();
    assert_eq!((rows.len(), &rows[0]), (2, &expected));
    assert_eq!((rows[1].updated_at, rows[1].merge_request), (None, None));
    assert_eq!(api::pipeline_row(PIPELINE.as_bytes()).unwrap(), expected);
}

#[test]
fn an_archived_project_of_a_group_is_left_out() {
    let body = br#"[{"path_with_namespace": "acme/a", "archived": true}, {"path_with_namespace": "acme/b"}, {}]"#;
    assert_eq!(api::projects(body).unwrap(), ["acme/b"]);
}

#[test]
fn what_is_no_row_is_refused() {
    assert_eq!(api::pipelines(b"{}"), Err(Unreadable::NotAList));
    assert!(matches!(api::pipelines(b"Retry later"), Err(Unreadable::NotJson { .. })));
    assert_eq!(api::project(b"{}"), Err(Unreadable::Missing("project.path_with_namespace")));
    assert_eq!(api::report(&project(), b"{}", &[], None), Err(Unreadable::Missing("id")));
    assert_eq!(api::pipeline_row(b"{}"), Err(Unreadable::Missing("id")));
}
