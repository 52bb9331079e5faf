//! What one message from a provider tells us, in our own words.
//!
//! Webhooks and pollers make the same reports, and the merge is the only thing that reads them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Provider, Status};

/// A provider's news about one build: about the run itself, about some of its jobs, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuildReport {
    /// The pipeline the build belongs to.
    pub pipeline: PipelineRef,
    /// The provider's id of the build, the same over all of its attempts. GitHub: run id. GitLab: pipeline id
    /// (instance-wide, not the iid). Jenkins: `<job full name>#<number>`.
    pub external_id: String,
    /// The build's number in the provider's own counting, where the message tells it: GitHub's run number (of its
    /// workflow), GitLab's iid (of its project), Jenkins' build number (of its job). A number that nobody has told of
    /// between two that are known is a build that was missed.
    pub number: Option<i64>,
    /// When the build lived, where the provider may give its id again and the message tells it exactly (Jenkins).
    pub life: Option<Life>,
    /// Which attempt of the build this is about.
    pub sequence: Sequence,
    /// The run, where the message speaks of it. A message about a job alone does not.
    pub run: Option<Run>,
    /// Jobs or stages, as far as the message tells them.
    pub jobs: Vec<JobReport>,
}

/// When a build lived, to the millisecond: what tells it from another that has the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// When it began.
    pub born_at: Timestamp,
    /// When it ended; `None` while it has not.
    pub died_at: Option<Timestamp>,
}

/// Where an attempt stands among the attempts of its build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Sequence {
    /// The provider numbers attempts itself, from 1 (GitHub's `run_attempt`; always 1 for Jenkins).
    Attempt(i64),
    /// The provider does not number attempts. This is the greatest job id it told: jobs that came into being after an
    /// attempt had ended belong to the next one (GitLab; 0 where no job is known).
    Generation(i64),
}

/// A pipeline as a report names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRef {
    /// Who runs it.
    pub provider: Provider,
    /// What the pipeline builds: `owner/repo`, a GitLab project path, or the folder of a Jenkins job.
    pub repository: String,
    /// The provider's lasting identity of the pipeline: GitHub `owner/repo:<workflow path>`, GitLab project path, Jenkins job
    /// full name. `None` where the message does not tell it (a GitHub job names its workflow but not the path).
    pub external_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Its page at the provider.
    pub url: Option<String>,
    /// The branch that alerts are about, where the message tells it.
    pub default_branch: Option<String>,
}

/// The run as told by one message.
///
/// A time or a text that the message lacks is `None` and takes nothing away from what is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Our word for the state.
    pub status: Status,
    /// The provider's own words: `completed/failure`, `manual`, `UNSTABLE`.
    pub raw_status: String,
    /// The provider's own time of this news: what orders two reports of one attempt.
    pub observed_at: Option<Timestamp>,
    /// When the attempt was asked for.
    pub queued_at: Option<Timestamp>,
    /// When the attempt began to run.
    pub started_at: Option<Timestamp>,
    /// When the attempt ended. Only a terminal report has one.
    pub finished_at: Option<Timestamp>,
    /// A time by which the attempt had ended, where the provider does not tell when it did (GitHub): its jobs tell. Only a
    /// terminal report has one.
    pub ended_by: Option<Timestamp>,
    /// How long it ran, in seconds, where the provider says so itself. Only a terminal report has one.
    pub duration_seconds: Option<f64>,
    /// How long it waited before it ran, in seconds, where the provider says so itself.
    pub queued_seconds: Option<f64>,
    /// Branch name without `refs/heads/` or `origin/`.
    pub branch: Option<String>,
    /// Full commit id.
    pub commit_sha: Option<String>,
    /// First line of the commit message, or the title the provider gives the run.
    pub commit_title: Option<String>,
    /// Login of who set it off.
    pub actor: Option<String>,
    /// What set it off: `push`, `schedule`, `merge_request_event`.
    pub event: Option<String>,
    /// The attempt's page at the provider.
    pub web_url: Option<String>,
}

impl Run {
    /// A run of which nothing is told but where it stands.
    pub fn standing(status: Status, raw_status: String) -> Self {
        Self {
            status,
            raw_status,
            observed_at: None,
            queued_at: None,
            started_at: None,
            finished_at: None,
            ended_by: None,
            duration_seconds: None,
            queued_seconds: None,
            branch: None,
            commit_sha: None,
            commit_title: None,
            actor: None,
            event: None,
            web_url: None,
        }
    }
}

/// A job or stage as told by one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobReport {
    /// The provider's id of the job, unique within its build.
    pub external_id: String,
    /// Which attempt of the build the job ran in, as [`BuildReport::sequence`] counts (GitLab: the job's own id).
    pub sequence: Sequence,
    /// What people call it.
    pub name: String,
    /// The stage it belongs to, where the provider has stages.
    pub stage: Option<String>,
    /// Our word for the state.
    pub status: Status,
    /// The provider's own words.
    pub raw_status: String,
    /// The provider's own time of this news.
    pub observed_at: Option<Timestamp>,
    /// When the job was asked for.
    pub queued_at: Option<Timestamp>,
    /// When the job began to run.
    pub started_at: Option<Timestamp>,
    /// When the job ended. Only a terminal report has one.
    pub finished_at: Option<Timestamp>,
    /// The job's page at the provider.
    pub web_url: Option<String>,
}
