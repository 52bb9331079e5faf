//! What GitLab sends: Pipeline Hooks and Job Hooks.

use serde_json::{Value, json};

use super::build::{Attempt, Build, Delivery, End, JobState, Moment, Provider, Step, time};

const HOST: &str = "https://gitlab.tidewater.example";

/// The delivery about one step of a build.
pub(crate) fn delivery(build: &Build, step: Step) -> Delivery {
    let (event, body) = match step.moment {
        Moment::JobStarted(job) | Moment::JobEnded(job) => ("Job Hook", job_hook(build, step, job)),
        Moment::Queued | Moment::Running | Moment::Blocked | Moment::Ended => {
            ("Pipeline Hook", pipeline_hook(build, step))
        }
    };
    let body = body.to_string().into_bytes();
    Delivery { provider: Provider::GitLab, event, key: build.delivery_key(step), body }
}

fn pipeline_hook(build: &Build, step: Step) -> Value {
    let attempt = &build.attempts[step.attempt];
    let ended = step.moment == Moment::Ended;
    let builds: Vec<_> = (0..attempt.jobs.len()).map(|place| job(build, step, place)).collect();
    json!({
        "object_kind": "pipeline",
        "object_attributes": {
            "id": build.number(), "iid": build.cell % 100_000, "name": null, "ref": build.branch, "tag": false,
            "sha": build.sha, "before_sha": "0".repeat(40), "source": source(build), "status": status(attempt, step),
            "stages": stages(attempt), "created_at": utc(build.created_at),
            "finished_at": ended.then(|| utc(attempt.finished_at)),
            "duration": ended.then_some(attempt.finished_at - attempt.started_at - blocked_seconds(attempt)),
            "queued_duration": build.attempts[0].started_at - build.created_at,
            "url": format!("{}/-/pipelines/{}", web_url(build), build.number()),
        },
        "merge_request": merge_request(build),
        "user": user(build), "project": project(build), "commit": commit(build), "builds": builds,
    })
}

fn job(build: &Build, step: Step, place: usize) -> Value {
    let attempt = &build.attempts[step.attempt];
    let job = &attempt.jobs[place];
    let state = job.state(step.at);
    let ran = job.end != End::Skipped && state != JobState::Waiting;
    let manual = step.moment == Moment::Blocked && state == JobState::Waiting;
    let status = if manual { "manual" } else { job_status(state) };
    json!({
        "id": build.job_id(step.attempt, place), "stage": job.stage, "name": job.name, "status": status,
        "created_at": utc(attempt.queued_at),
        "started_at": ran.then(|| utc(job.started_at)),
        "finished_at": (ran && step.at >= job.finished_at).then(|| utc(job.finished_at)),
        "duration": ran.then(|| step.at.min(job.finished_at) - job.started_at),
        "queued_duration": ran.then_some(1), "failure_reason": failure_reason(state),
        "when": if manual { "manual" } else { "on_success" }, "manual": manual, "allow_failure": false,
        "user": user(build),
    })
}

fn job_hook(build: &Build, step: Step, place: usize) -> Value {
    let attempt = &build.attempts[step.attempt];
    let job = &attempt.jobs[place];
    let ended = matches!(step.moment, Moment::JobEnded(_));
    let state = if ended { JobState::Ended(job.end) } else { JobState::Running };
    json!({
        "object_kind": "build", "ref": build.branch, "tag": false, "before_sha": "0".repeat(40), "sha": build.sha,
        "retries_count": step.attempt, "build_id": build.job_id(step.attempt, place), "build_name": job.name,
        "build_stage": job.stage, "build_status": job_status(state), "build_created_at": utc(attempt.queued_at),
        "build_started_at": utc(job.started_at), "build_finished_at": ended.then(|| utc(job.finished_at)),
        "build_duration": step.at - job.started_at, "build_queued_duration": 1, "build_allow_failure": false,
        "build_failure_reason": failure_reason(state).unwrap_or("unknown_failure"),
        "pipeline_id": build.number(), "project_id": 300 + build.index,
        "project_name": build.pipeline.repository.replace('/', " / "),
        "user": user(build), "project": project(build), "commit": commit(build),
    })
}

fn status(attempt: &Attempt, step: Step) -> &'static str {
    match step.moment {
        Moment::Queued => "pending",
        Moment::Blocked => "manual",
        Moment::Ended => ended_status(attempt.end),
        _ => "running",
    }
}

fn ended_status(end: End) -> &'static str {
    match end {
        End::Success => "success",
        End::Failure | End::TimedOut => "failed",
        End::Cancelled => "canceled",
        End::Skipped => "skipped",
    }
}

fn job_status(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "created",
        JobState::Running => "running",
        JobState::Ended(end) => ended_status(end),
    }
}

fn failure_reason(state: JobState) -> Option<&'static str> {
    match state {
        JobState::Ended(End::Failure) => Some("script_failure"),
        JobState::Ended(End::TimedOut) => Some("job_execution_timeout"),
        _ => None,
    }
}

fn blocked_seconds(attempt: &Attempt) -> i64 {
    attempt.blocked.map_or(0, |(from, until)| until - from)
}

fn stages(attempt: &Attempt) -> Vec<&'static str> {
    let mut stages: Vec<_> = attempt.jobs.iter().map(|job| job.stage).collect();
    stages.dedup();
    stages
}

fn source(build: &Build) -> &'static str {
    if build.event == "pull_request" { "merge_request_event" } else { build.event }
}

fn merge_request(build: &Build) -> Option<Value> {
    (build.event == "pull_request").then(|| {
        json!({
            "id": 90_000 + build.index, "iid": build.cell % 900 + 1, "title": build.title, "state": "opened",
            "source_branch": build.branch, "target_branch": "main",
        })
    })
}

fn user(build: &Build) -> Value {
    json!({ "id": 40, "name": build.actor, "username": build.actor })
}

fn commit(build: &Build) -> Value {
    json!({
        "id": build.sha, "sha": build.sha, "message": format!("{}\n", build.title), "title": build.title,
        "timestamp": time(build.created_at - 20), "url": format!("{}/-/commit/{}", web_url(build), build.sha),
        "author": { "name": build.actor, "email": format!("{}@tidewater.example", build.actor) },
    })
}

fn project(build: &Build) -> Value {
    let path = build.pipeline.repository;
    let (namespace, name) = path.split_once('/').unwrap_or(("", path));
    json!({
        "id": 300 + build.index, "name": name, "namespace": namespace, "path_with_namespace": path,
        "web_url": web_url(build), "default_branch": "main", "visibility_level": 0,
    })
}

fn web_url(build: &Build) -> String {
    format!("{HOST}/{}", build.pipeline.repository)
}

/// A time as GitLab's webhooks write it.
fn utc(seconds: i64) -> String {
    time(seconds).replace('T', " ").replace('Z', " UTC")
}
