//! GitLab CI: pipeline and job deliveries, from a project's hook or from the instance's.

pub mod api;

mod job;
mod pipeline;
mod project;
mod status;
mod verify;

use serde::Deserialize;

use crate::reading::parse;
use crate::told::Told;
use crate::{Reading, Unreadable, Verified};

pub use project::ProjectRef;
pub use verify::verify;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Kind {
    object_kind: Told,
}

/// The body says what it is about; the header only which hook it came through.
pub(crate) fn read(delivery: &Verified) -> Result<Reading, Unreadable> {
    let event = delivery.event();
    if !matches!(event, "Pipeline Hook" | "Job Hook" | "Build Hook" | "System Hook" | "") {
        return Ok(Reading::other_event(event));
    }
    let kind: Kind = parse(delivery.body())?;
    match kind.object_kind.raw() {
        Some("pipeline") => parse::<pipeline::Message>(delivery.body())?.report().map(Reading::report),
        Some("build") => parse::<job::Message>(delivery.body())?.report().map(Reading::report),
        _ if event == "System Hook" => Ok(Reading::Ignored("this kind of system event is not used".to_owned())),
        Some(_) => Ok(Reading::Ignored("this `object_kind` is not used".to_owned())),
        None => Err(Unreadable::Missing("object_kind")),
    }
}
