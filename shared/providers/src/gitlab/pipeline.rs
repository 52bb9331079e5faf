//! A pipeline, as its message tells it.

use std::time::Duration;

use domain::{BuildReport, Run, Sequence, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::job::Job;
use super::project::{Known, Project};
use super::status::status;
use crate::told::{List, Object, Told};
use crate::{Unreadable, time};

/// A pipeline delivery.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    object_attributes: Object<Pipeline>,
    merge_request: Object<MergeRequest>,
    user: Object<User>,
    project: Object<Project>,
    commit: Object<Commit>,
    builds: List<Job>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pipeline {
    id: Told,
    iid: Told,
    #[serde(rename = "ref")]
    reference: Told,
    sha: Told,
    source: Told,
    status: Told,
    created_at: Told,
    finished_at: Told,
    duration: Told,
    queued_duration: Told,
    url: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MergeRequest {
    source_branch: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct User {
    username: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Commit {
    title: Told,
    message: Told,
}

impl Message {
    pub(super) fn report(&self) -> Result<BuildReport, Unreadable> {
        let pipeline = self.object_attributes.get().ok_or(Unreadable::Missing("object_attributes"))?;
        let id = pipeline.id.id().ok_or(Unreadable::Missing("object_attributes.id"))?;
        let project = Known::of(&self.project, &Object::default())?;
        let newest = self.builds.0.iter().filter_map(Job::id).max();
        Ok(BuildReport {
            pipeline: project.pipeline(),
            external_id: id.to_string(),
            number: pipeline.iid.id(),
            sequence: Sequence::Generation(newest.unwrap_or(0)),
            run: Some(self.run(pipeline, id, &project)),
            jobs: self.builds.0.iter().filter_map(|it| it.report(&project)).collect(),
        })
    }

    fn run(&self, pipeline: &Pipeline, id: i64, project: &Known) -> Run {
        let (status, raw_status) = status(&pipeline.status);
        let times = pipeline.times(status, &self.builds.0);
        Run {
            status,
            raw_status,
            observed_at: pipeline.latest(&self.builds.0),
            queued_at: times.queued_at,
            started_at: times.started_at,
            finished_at: times.finished_at,
            duration_seconds: times.duration.map(|it| it.as_secs_f64()),
            queued_seconds: times.waited.map(|it| it.as_secs_f64()),
            branch: self.branch(pipeline),
            commit_sha: pipeline.sha.name(),
            commit_title: self.commit.get().and_then(Commit::title),
            actor: self.user.get().and_then(|it| it.username.name()),
            event: pipeline.source.name(),
            web_url: pipeline.url.url().or_else(|| project.page_of("pipelines", id)),
        }
    }

    /// The branch that was pushed. A merge request's ref names no branch, and the API tells another than the message.
    fn branch(&self, pipeline: &Pipeline) -> Option<String> {
        let source = self.merge_request.get().and_then(|it| it.source_branch.name());
        let reference = pipeline.reference.name();
        let own = reference.map(|it| it.strip_prefix("refs/heads/").map_or(it.clone(), str::to_owned));
        source.or(own.filter(|it| !it.starts_with("refs/merge-requests/")))
    }
}

impl Commit {
    fn title(&self) -> Option<String> {
        self.title.title().or_else(|| self.message.title())
    }
}

/// The times of the attempt that a message is about.
#[derive(Default)]
struct Times {
    queued_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    duration: Option<Duration>,
    waited: Option<Duration>,
}

impl Pipeline {
    fn times(&self, status: Status, jobs: &[Job]) -> Times {
        let (created_at, finished_at) = (self.created_at.time(), self.finished_at.time());
        let goes_on = matches!(status, Status::Queued | Status::Blocked | Status::Running);
        if let (true, Some(ended)) = (goes_on, finished_at) {
            return retried(jobs, ended);
        }
        let waited = self.queued_duration.seconds();
        let begun = created_at.zip(waited).and_then(|(from, it)| time::after(from, it));
        Times {
            queued_at: created_at,
            started_at: begun.or_else(|| jobs.iter().filter_map(Job::started_at).min()),
            finished_at: finished_at.filter(|_| status.is_terminal()),
            duration: self.duration.seconds().filter(|_| status.is_terminal()),
            waited,
        }
    }

    /// The latest time anywhere in the message: a pipeline's message does not say how new it is.
    fn latest(&self, jobs: &[Job]) -> Option<Timestamp> {
        let own = self.created_at.time().max(self.finished_at.time());
        jobs.iter().filter_map(Job::latest).max().max(own)
    }
}

/// The times of an attempt that runs after another ended at `ended`.
///
/// A pipeline that is retried keeps the start, the end and the duration of its first run, so only the jobs that came
/// into being after that end tell of this one.
fn retried(jobs: &[Job], ended: Timestamp) -> Times {
    let new = || jobs.iter().filter(|it| it.created_at() > Some(ended));
    Times {
        queued_at: new().filter_map(Job::created_at).min(),
        started_at: new().filter_map(Job::started_at).min(),
        ..Times::default()
    }
}
