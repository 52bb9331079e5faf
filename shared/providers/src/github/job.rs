//! A job of a workflow run.

use domain::{BuildReport, JobReport, Sequence, Status};
use serde::Deserialize;

use super::repository::{Repository, Workflow};
use super::{attempt, status::status};
use crate::Unreadable;
use crate::told::{Object, Told};

/// A `workflow_job` delivery. It says nothing about the run but that it exists.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    workflow_job: Object<WorkflowJob>,
    repository: Object<Repository>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkflowJob {
    id: Told,
    run_id: Told,
    run_attempt: Told,
    workflow_name: Told,
    name: Told,
    status: Told,
    conclusion: Told,
    created_at: Told,
    started_at: Told,
    completed_at: Told,
    html_url: Told,
}

impl Message {
    pub(super) fn report(&self) -> Result<BuildReport, Unreadable> {
        let job = self.workflow_job.get().ok_or(Unreadable::Missing("workflow_job"))?;
        let run_id = job.run_id.id().ok_or(Unreadable::Missing("workflow_job.run_id"))?;
        let workflow = Workflow { name: job.workflow_name.name(), identity: None };
        Ok(BuildReport {
            pipeline: Repository::pipeline(&self.repository, workflow)?,
            external_id: run_id.to_string(),
            number: None,
            life: None,
            sequence: Sequence::Attempt(attempt(&job.run_attempt)),
            run: None,
            jobs: vec![job.report()?],
        })
    }
}

impl WorkflowJob {
    pub(super) fn report(&self) -> Result<JobReport, Unreadable> {
        let id = self.id.id().ok_or(Unreadable::Missing("workflow_job.id"))?;
        let (status, raw_status) = status(&self.status, &self.conclusion);
        let waits = matches!(status, Status::Queued | Status::Blocked);
        let (created, started, completed) = (self.created_at.time(), self.started_at.time(), self.completed_at.time());
        Ok(JobReport {
            external_id: id.to_string(),
            sequence: Sequence::Attempt(attempt(&self.run_attempt)),
            name: self.name.name().unwrap_or_else(|| id.to_string()),
            stage: None,
            status,
            raw_status,
            observed_at: created.max(started).max(completed),
            // A job that waits has a start too, which is when it was asked for.
            queued_at: created.or(started.filter(|_| waits)),
            started_at: started.filter(|_| !waits),
            finished_at: completed.filter(|_| status.is_terminal()),
            web_url: self.html_url.url(),
        })
    }
}
