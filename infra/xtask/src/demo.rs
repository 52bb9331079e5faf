//! A believable company: a week of its builds through the signed front door, then a live trickle.
//!
//! Everything is a pure function of a seed and the clock: time is cut into cells, and a pipeline has at most one build
//! in each. So a second start finds the same builds under the same ids, and only adds what happened since.

mod build;
mod company;
mod course;
mod dice;
mod front_door;
mod github;
mod gitlab;
mod jenkins;
mod player;
mod schedule;
mod words;

pub use build::{Attempt, Build, Delivery, End, Job, Moment, Provider, Step};
pub use company::{PIPELINES, Pipeline};
pub use front_door::{FrontDoor, headers};
pub use player::play_beside;
pub use schedule::Schedule;

/// Everything that a provider sends about one step of a build.
#[must_use]
pub fn deliveries(build: &Build, step: Step) -> Vec<Delivery> {
    match build.pipeline.provider {
        Provider::GitHub => vec![github::delivery(build, step)],
        Provider::GitLab => vec![gitlab::delivery(build, step)],
        Provider::Jenkins => jenkins::deliveries(build, step),
    }
}
