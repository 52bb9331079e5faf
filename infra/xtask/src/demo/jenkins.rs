//! What Jenkins' Notification plugin sends: one body for each phase of a build.

use serde_json::{Value, json};

use super::build::{Attempt, Build, Delivery, End, Moment, Provider, Step};

const HOST: &str = "https://jenkins.tidewater.example";

/// The deliveries about one step of a build: `QUEUED` comes together with `STARTED`, `FINALIZED` after `COMPLETED`, and
/// jobs are not told of at all.
pub(crate) fn deliveries(build: &Build, step: Step) -> Vec<Delivery> {
    let attempt = &build.attempts[step.attempt];
    let phases: &[(&str, i64)] = match step.moment {
        Moment::Running => &[("QUEUED", attempt.queued_at), ("STARTED", attempt.started_at)],
        Moment::Ended => &[("COMPLETED", attempt.finished_at), ("FINALIZED", attempt.finished_at + 1)],
        Moment::Queued | Moment::Blocked | Moment::JobStarted(_) | Moment::JobEnded(_) => &[],
    };
    let told = phases.iter().map(|(phase, at)| body(build, attempt, phase, *at));
    let key = build.delivery_key(step);
    told.map(|body| Delivery {
        provider: Provider::Jenkins,
        event: "",
        key: key.clone(),
        body: body.to_string().into(),
    })
    .collect()
}

fn body(build: &Build, attempt: &Attempt, phase: &str, at: i64) -> Value {
    let folders = format!("job/{}/", build.pipeline.repository.replace('/', "/job/"));
    let url = format!("{folders}{}/", build.number());
    let mut body = json!({
        "name": build.pipeline.name, "display_name": build.pipeline.name, "url": folders,
        "build": {
            "full_url": format!("{HOST}/{url}"), "number": build.number(), "queue_id": build.number() + 4000,
            "timestamp": at * 1000, "duration": 0, "phase": phase, "url": url,
            "scm": {
                "url": format!("https://git.tidewater.example/{}.git", build.pipeline.repository),
                "branch": format!("origin/{}", build.branch), "commit": build.sha, "changes": [], "culprits": [],
            },
            "parameters": {}, "log": "", "notes": "", "artifacts": {},
        },
    });
    if matches!(phase, "COMPLETED" | "FINALIZED") {
        body["build"]["status"] = json!(result(attempt.end, build.cell));
        body["build"]["duration"] = json!((attempt.finished_at - attempt.started_at) * 1000);
    }
    body
}

/// Every third failure is one of tests only, which Jenkins calls unstable.
fn result(end: End, cell: i64) -> &'static str {
    match end {
        End::Success => "SUCCESS",
        End::Failure if cell % 3 == 0 => "UNSTABLE",
        End::Failure => "FAILURE",
        End::Cancelled | End::TimedOut => "ABORTED",
        End::Skipped => "NOT_BUILT",
    }
}
