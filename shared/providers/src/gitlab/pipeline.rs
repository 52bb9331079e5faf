//! A pipeline, as its message and the API tell it.

use std::time::Duration;

use domain::{BuildReport, Run, Sequence, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::job::{CommitTitle, Job};
use super::project::{Project, ProjectRef};
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
    commit: Object<CommitTitle>,
    builds: List<Job>,
}

/// What the message and the API both tell. The API has a few fields more.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Pipeline {
    id: Told,
    iid: Told,
    #[serde(rename = "ref")]
    reference: Told,
    sha: Told,
    source: Told,
    status: Told,
    created_at: Told,
    updated_at: Told,
    started_at: Told,
    finished_at: Told,
    duration: Told,
    queued_duration: Told,
    url: Told,
    web_url: Told,
    user: Object<User>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MergeRequest {
    source_branch: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct User {
    username: Told,
}

impl Message {
    pub(super) fn report(self) -> Result<BuildReport, Unreadable> {
        let pipeline = self.object_attributes.0.ok_or(Unreadable::Missing("object_attributes"))?;
        let id = pipeline.id.id().ok_or(Unreadable::Missing("object_attributes.id"))?;
        let project = ProjectRef::of(&self.project, &Object::default())?;
        let whole = Whole {
            id,
            pipeline,
            source_branch: self.merge_request.get().and_then(MergeRequest::branch),
            actor: self.user.get().and_then(User::name),
            commit_title: self.commit.get().and_then(CommitTitle::text),
            jobs: self.builds.0,
        };
        Ok(whole.report(&project))
    }
}

impl MergeRequest {
    pub(super) fn branch(&self) -> Option<String> {
        self.source_branch.name()
    }
}

impl User {
    fn name(&self) -> Option<String> {
        self.username.name()
    }
}

/// A pipeline with all that is told with it, wherever that comes from.
pub(super) struct Whole {
    id: i64,
    pipeline: Pipeline,
    source_branch: Option<String>,
    actor: Option<String>,
    commit_title: Option<String>,
    jobs: Vec<Job>,
}

impl Whole {
    /// A pipeline of the API: what its message tells beside it, the API tells in other places. `None` without an id.
    pub(super) fn of_api(pipeline: Pipeline, jobs: Vec<Job>, source_branch: Option<String>) -> Option<Self> {
        Some(Self {
            id: pipeline.id.id()?,
            actor: pipeline.user.get().and_then(User::name),
            commit_title: jobs.iter().find_map(Job::commit_title),
            pipeline,
            source_branch,
            jobs,
        })
    }

    pub(super) fn report(&self, project: &ProjectRef) -> BuildReport {
        let newest = self.jobs.iter().filter_map(Job::id).max();
        BuildReport {
            pipeline: project.pipeline(),
            external_id: self.id.to_string(),
            number: self.pipeline.iid.id(),
            life: None,
            sequence: Sequence::Generation(newest.unwrap_or(0)),
            run: Some(self.run(project)),
            jobs: self.jobs.iter().filter_map(|it| it.report(project)).collect(),
        }
    }

    fn run(&self, project: &ProjectRef) -> Run {
        let pipeline = &self.pipeline;
        let (status, raw_status) = status(&pipeline.status);
        let times = pipeline.times(status, &self.jobs);
        Run {
            status,
            raw_status,
            observed_at: pipeline.latest(&self.jobs),
            queued_at: times.queued_at,
            started_at: times.started_at,
            finished_at: times.finished_at,
            ended_by: None,
            duration_seconds: times.duration.map(|it| it.as_secs_f64()),
            queued_seconds: times.waited.map(|it| it.as_secs_f64()),
            branch: self.source_branch.clone().or_else(|| pipeline.branch()),
            commit_sha: pipeline.sha.name(),
            commit_title: self.commit_title.clone(),
            actor: self.actor.clone(),
            event: pipeline.source.name(),
            web_url: pipeline.page().or_else(|| project.page_of("pipelines", self.id)),
        }
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
    /// The branch that was pushed. A merge request's ref names none: the message tells it beside the ref.
    fn branch(&self) -> Option<String> {
        let reference = self.reference.name()?;
        let branch = reference.strip_prefix("refs/heads/").unwrap_or(&reference);
        (!branch.starts_with("refs/merge-requests/")).then(|| branch.to_owned())
    }

    pub(super) fn page(&self) -> Option<String> {
        self.url.url().or_else(|| self.web_url.url())
    }

    fn times(&self, status: Status, jobs: &[Job]) -> Times {
        let (created_at, finished_at) = (self.created_at.time(), self.finished_at.time());
        let goes_on = matches!(status, Status::Queued | Status::Blocked | Status::Running);
        if let (true, Some(ended)) = (goes_on, finished_at) {
            return retried(jobs, ended);
        }
        let waited = self.queued_duration.seconds();
        let begun = created_at.zip(waited).and_then(|(from, it)| time::after(from, it));
        let begun = self.started_at.time().or(begun);
        Times {
            queued_at: created_at,
            started_at: begun.or_else(|| jobs.iter().filter_map(Job::started_at).min()),
            finished_at: finished_at.filter(|_| status.is_terminal()),
            duration: self.duration.seconds().filter(|_| status.is_terminal()),
            waited,
        }
    }

    /// The latest time anywhere: a pipeline's message does not say how new it is.
    fn latest(&self, jobs: &[Job]) -> Option<Timestamp> {
        let own = self.created_at.time().max(self.updated_at.time()).max(self.finished_at.time());
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
