//! GitHub Actions: `workflow_run` and `workflow_job` deliveries, and the same things as the REST API tells them.

pub mod api;
mod body;
pub mod hooks;
mod job;
mod repository;
mod run;
mod status;
mod verify;

use crate::reading::parse;
use crate::told::Told;
use crate::{Reading, Unreadable, Verified};

pub use verify::verify;

pub(crate) fn read(delivery: &Verified) -> Result<Reading, Unreadable> {
    match delivery.event() {
        "workflow_run" => {
            let message = parse::<run::Message>(&body::json(delivery.body())?)?;
            message.report().map(Reading::report)
        }
        "workflow_job" => {
            let message = parse::<job::Message>(&body::json(delivery.body())?)?;
            message.report().map(Reading::report)
        }
        "ping" => Ok(Reading::Ignored("ping".to_owned())),
        "" => Err(Unreadable::NoEvent("X-GitHub-Event")),
        other => Ok(Reading::other_event(other)),
    }
}

/// The number of an attempt, from 1. Servers older than GitHub Enterprise Server 3.3 do not tell it.
fn attempt(told: &Told) -> i64 {
    match told {
        Told::Whole(number) => (*number).clamp(1, i64::from(i32::MAX)),
        _ => told.id().unwrap_or(1).min(i64::from(i32::MAX)),
    }
}
