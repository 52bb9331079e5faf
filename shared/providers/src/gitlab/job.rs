//! Jobs, as a job's own message and as the message of their pipeline tell them.

use domain::{BuildReport, JobReport, Sequence};
use jiff::Timestamp;
use serde::Deserialize;

use super::project::{Project, ProjectRef, Repository};
use super::status::job_status;
use crate::Unreadable;
use crate::told::{Object, Told};

/// A job delivery. It says nothing about the pipeline but that it exists.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    build_id: Told,
    build_name: Told,
    build_stage: Told,
    build_status: Told,
    build_failure_reason: Told,
    build_created_at: Told,
    build_started_at: Told,
    build_finished_at: Told,
    build_created_at_iso: Told,
    build_started_at_iso: Told,
    build_finished_at_iso: Told,
    pipeline_id: Told,
    commit: Object<Commit>,
    project: Object<Project>,
    repository: Object<Repository>,
}

/// In a job's message this is the pipeline, under the name it had when pipelines were new.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Commit {
    id: Told,
}

impl Message {
    pub(super) fn report(self) -> Result<BuildReport, Unreadable> {
        let project = ProjectRef::of(&self.project, &self.repository)?;
        let pipeline_id =
            self.pipeline_id.id().or_else(|| self.commit.get()?.id.id()).ok_or(Unreadable::Missing("pipeline_id"))?;
        let job = Job {
            id: self.build_id,
            name: self.build_name,
            stage: self.build_stage,
            status: self.build_status,
            failure_reason: self.build_failure_reason,
            created_at: either(self.build_created_at_iso, self.build_created_at),
            started_at: either(self.build_started_at_iso, self.build_started_at),
            finished_at: either(self.build_finished_at_iso, self.build_finished_at),
            commit: Object::default(),
        };
        let report = job.report(&project).ok_or(Unreadable::Missing("build_id"))?;
        Ok(BuildReport {
            pipeline: project.pipeline(),
            external_id: pipeline_id.to_string(),
            number: None,
            life: None,
            sequence: report.sequence,
            run: None,
            jobs: vec![report],
        })
    }
}

fn either(first: Told, second: Told) -> Told {
    if first.time().is_some() { first } else { second }
}

/// The commit as pipelines and the API tell it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CommitTitle {
    title: Told,
    message: Told,
}

impl CommitTitle {
    pub(super) fn text(&self) -> Option<String> {
        self.title.title().or_else(|| self.message.title())
    }
}

/// A job as it is told in `builds` and by the API.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Job {
    id: Told,
    name: Told,
    stage: Told,
    status: Told,
    failure_reason: Told,
    created_at: Told,
    started_at: Told,
    finished_at: Told,
    commit: Object<CommitTitle>,
}

impl Job {
    /// `None` for a job without an id, which cannot be told from another.
    pub(super) fn report(&self, project: &ProjectRef) -> Option<JobReport> {
        let id = self.id()?;
        let (status, raw_status) = job_status(&self.status, &self.failure_reason);
        Some(JobReport {
            external_id: id.to_string(),
            sequence: Sequence::Generation(id),
            name: self.name.name().unwrap_or_else(|| id.to_string()),
            stage: self.stage.name(),
            status,
            raw_status,
            observed_at: self.latest(),
            queued_at: self.created_at(),
            started_at: self.started_at(),
            finished_at: self.finished_at.time().filter(|_| status.is_terminal()),
            web_url: project.page_of("jobs", id),
        })
    }

    pub(super) fn id(&self) -> Option<i64> {
        self.id.id()
    }

    /// The title of the commit it runs for, which the API tells with every job.
    pub(super) fn commit_title(&self) -> Option<String> {
        self.commit.get().and_then(CommitTitle::text)
    }

    pub(super) fn created_at(&self) -> Option<Timestamp> {
        self.created_at.time()
    }

    pub(super) fn started_at(&self) -> Option<Timestamp> {
        self.started_at.time()
    }

    /// The latest time it tells: there is no other sign of how new the news is.
    pub(super) fn latest(&self) -> Option<Timestamp> {
        self.created_at().max(self.started_at()).max(self.finished_at.time())
    }
}
