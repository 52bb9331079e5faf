//! Builds as they are shown: in the REST answers, in the frames, and to every reader of the database.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Provider, Status};

/// A build, shown by its latest attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Build {
    /// Our id.
    pub id: i64,
    /// Our id of its pipeline.
    pub pipeline_id: i64,
    /// Who ran it.
    pub provider: Provider,
    /// What was built: `owner/repo`, a GitLab project path, or the folder of a Jenkins job.
    pub repository: String,
    /// What people call the pipeline.
    pub pipeline_name: String,
    /// The provider's id of the build, the same over all of its attempts.
    pub external_id: String,
    /// The number of the latest attempt, from 1.
    pub attempt: i64,
    /// Where the latest attempt stands.
    pub status: Status,
    /// The provider's own words for it.
    pub raw_status: Option<String>,
    /// Branch name.
    pub branch: Option<String>,
    /// Full commit id.
    pub commit_sha: Option<String>,
    /// First line of the commit message, or the title the provider gives.
    pub commit_title: Option<String>,
    /// Login of who set it off.
    pub actor: Option<String>,
    /// What set it off: `push`, `schedule`, `merge_request_event`.
    pub event: Option<String>,
    /// When the latest attempt was asked for.
    pub queued_at: Option<Timestamp>,
    /// When it began to run.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How long it ran, in seconds.
    pub duration_seconds: Option<f64>,
    /// How long it waited before it ran, in seconds.
    pub queued_seconds: Option<f64>,
    /// The attempt's page at the provider.
    pub web_url: Option<String>,
    /// When the build came to be at its provider: the earliest time known of any attempt, else when we first heard of it.
    pub created_at: Timestamp,
    /// Grows by one with every change of the row: of two copies the one with the greater version is newer.
    pub version: i64,
}

/// A build with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BuildDetail {
    /// The build itself.
    #[serde(flatten)]
    pub build: Build,
    /// Its jobs or stages over all attempts, in the order they began.
    pub jobs: Vec<Job>,
    /// Its attempts, oldest first, the latest included.
    pub attempts: Vec<Attempt>,
    /// What was shown of it over time, oldest first.
    pub transitions: Vec<Transition>,
}

/// One attempt of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// Its number, from 1.
    pub attempt: i64,
    /// Where it stands.
    pub status: Status,
    /// The provider's own words for it.
    pub raw_status: Option<String>,
    /// When it was asked for.
    pub queued_at: Option<Timestamp>,
    /// When it began to run.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How long it ran, in seconds.
    pub duration_seconds: Option<f64>,
    /// How long it waited before it ran, in seconds.
    pub queued_seconds: Option<f64>,
    /// Its page at the provider.
    pub web_url: Option<String>,
}

/// A job or stage of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Our id.
    pub id: i64,
    /// The provider's id.
    pub external_id: String,
    /// The attempt of the build it ran in.
    pub attempt: i64,
    /// What people call it.
    pub name: String,
    /// Its stage, where the provider has stages.
    pub stage: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The provider's own words for it.
    pub raw_status: Option<String>,
    /// When it was asked for.
    pub queued_at: Option<Timestamp>,
    /// When it began to run.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How long it ran, in seconds.
    pub duration_seconds: Option<f64>,
    /// Its page at the provider.
    pub web_url: Option<String>,
}

/// A change of what is shown of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Transition {
    /// The status before; `null` for the first that was heard of the build.
    pub from: Option<Status>,
    /// The status after.
    pub to: Status,
    /// The attempt shown after.
    pub attempt: i64,
    /// The build's version after.
    pub version: i64,
    /// When we recorded it.
    pub at: Timestamp,
}

/// Seconds from one time to another, never below zero: providers are known to tell an end before its beginning
/// (llvm/llvm-project#130941). `None` unless both are known.
pub fn seconds_between(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<f64> {
    Some(to?.duration_since(from?).as_secs_f64().max(0.0))
}
