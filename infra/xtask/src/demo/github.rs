//! What GitHub sends: `workflow_run` and `workflow_job`.

use serde_json::{Value, json};

use super::build::{Build, Delivery, End, Moment, Provider, Step, time};

const HOST: &str = "https://github.tidewater.example";

/// The delivery about one step of a build.
pub(crate) fn delivery(build: &Build, step: Step) -> Delivery {
    let (event, body) = match step.moment {
        Moment::JobStarted(job) | Moment::JobEnded(job) => ("workflow_job", workflow_job(build, step, job)),
        Moment::Queued | Moment::Running | Moment::Blocked | Moment::Ended => {
            ("workflow_run", workflow_run(build, step))
        }
    };
    let body = body.to_string().into_bytes();
    Delivery { provider: Provider::GitHub, event, key: build.delivery_key(step), body }
}

fn workflow_run(build: &Build, step: Step) -> Value {
    let attempt = &build.attempts[step.attempt];
    let (action, status, conclusion) = match step.moment {
        Moment::Queued => ("requested", "queued", None),
        Moment::Blocked => ("in_progress", "waiting", None),
        Moment::Ended => ("completed", "completed", Some(conclusion(attempt.end))),
        _ => ("in_progress", "in_progress", None),
    };
    let run = run_url(build);
    let path = workflow_path(build);
    json!({
        "action": action,
        "workflow_run": {
            "id": build.number(), "name": build.pipeline.name, "display_title": build.title, "path": path,
            "workflow_id": 7000 + build.index, "run_number": build.cell % 100_000, "run_attempt": step.attempt + 1,
            "event": build.event, "status": status, "conclusion": conclusion,
            "head_branch": build.branch, "head_sha": build.sha,
            "head_commit": {
                "id": build.sha, "message": build.title, "timestamp": time(build.created_at - 20),
                "author": { "name": build.actor, "email": format!("{}@tidewater.example", build.actor) },
            },
            "actor": user(build.actor), "triggering_actor": user(build.actor),
            "created_at": time(build.created_at), "run_started_at": time(attempt.queued_at), "updated_at": time(step.at),
            "html_url": run, "jobs_url": format!("{run}/jobs"), "pull_requests": [],
            "repository": repository(build), "head_repository": repository(build),
        },
        "workflow": { "id": 7000 + build.index, "name": build.pipeline.name, "path": path, "state": "active" },
        "repository": repository(build),
        "organization": { "login": "tidewater", "id": 4100 },
        "sender": user(build.actor),
    })
}

fn workflow_job(build: &Build, step: Step, place: usize) -> Value {
    let job = &build.attempts[step.attempt].jobs[place];
    let ended = matches!(step.moment, Moment::JobEnded(_));
    let id = build.job_id(step.attempt, place);
    json!({
        "action": if ended { "completed" } else { "in_progress" },
        "workflow_job": {
            "id": id, "run_id": build.number(), "run_attempt": step.attempt + 1, "run_url": run_url(build),
            "workflow_name": build.pipeline.name, "name": job.name, "head_branch": build.branch, "head_sha": build.sha,
            "status": if ended { "completed" } else { "in_progress" },
            "conclusion": ended.then(|| conclusion(job.end)),
            "created_at": time(build.attempts[step.attempt].queued_at), "started_at": time(job.started_at),
            "completed_at": ended.then(|| time(job.finished_at)),
            "html_url": format!("{}/job/{id}", run_url(build)),
            "labels": ["ubuntu-latest"], "runner_id": 12, "runner_name": "runner-12", "steps": [],
        },
        "repository": repository(build),
        "organization": { "login": "tidewater", "id": 4100 },
        "sender": user(build.actor),
    })
}

fn conclusion(end: End) -> &'static str {
    match end {
        End::Success => "success",
        End::Failure => "failure",
        End::Cancelled => "cancelled",
        End::TimedOut => "timed_out",
        End::Skipped => "skipped",
    }
}

fn workflow_path(build: &Build) -> String {
    format!(".github/workflows/{}.yml", build.pipeline.name.to_lowercase().replace(' ', "-"))
}

fn run_url(build: &Build) -> String {
    format!("{HOST}/{}/actions/runs/{}", build.pipeline.repository, build.number())
}

fn user(login: &str) -> Value {
    json!({ "login": login, "type": if login.ends_with("[bot]") { "Bot" } else { "User" } })
}

fn repository(build: &Build) -> Value {
    let full_name = build.pipeline.repository;
    let (owner, name) = full_name.split_once('/').unwrap_or(("tidewater", full_name));
    let id = full_name.bytes().fold(5000_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    json!({
        "id": id, "name": name, "full_name": full_name, "private": true, "default_branch": "main",
        "owner": { "login": owner, "type": "Organization" }, "html_url": format!("{HOST}/{full_name}"),
    })
}
