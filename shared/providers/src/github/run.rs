//! A workflow run, as a delivery and as the API tell it: the same fields, so the same report.

use domain::{BuildReport, Run, Sequence, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::repository::{Repository, Workflow};
use super::{attempt, status::status};
use crate::told::{Object, Told};
use crate::{Unreadable, text};

/// A `workflow_run` delivery.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    workflow_run: Object<WorkflowRun>,
    workflow: Object<WorkflowFields>,
    repository: Object<Repository>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkflowFields {
    pub(super) id: Told,
    name: Told,
    path: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WorkflowRun {
    id: Told,
    name: Told,
    path: Told,
    workflow_id: Told,
    display_title: Told,
    run_number: Told,
    run_attempt: Told,
    event: Told,
    status: Told,
    conclusion: Told,
    head_branch: Told,
    head_sha: Told,
    head_commit: Object<Commit>,
    actor: Object<Account>,
    triggering_actor: Object<Account>,
    created_at: Told,
    updated_at: Told,
    run_started_at: Told,
    html_url: Told,
    repository: Object<Repository>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Commit {
    message: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Account {
    login: Told,
}

impl Message {
    pub(super) fn report(&self) -> Result<BuildReport, Unreadable> {
        let run = self.workflow_run.get().ok_or(Unreadable::Missing("workflow_run"))?;
        let repository = match self.repository.get() {
            Some(_) => &self.repository,
            None => &run.repository,
        };
        run.report(self.workflow.get(), repository)
    }
}

impl WorkflowRun {
    /// The provider's id of the run.
    pub(super) fn id(&self) -> Option<i64> {
        self.id.id()
    }

    /// The number of the attempt that this tells of.
    pub(super) fn attempt(&self) -> i64 {
        attempt(&self.run_attempt)
    }

    /// When the run came to be.
    pub(super) fn created_at(&self) -> Option<Timestamp> {
        self.created_at.time()
    }

    /// Where the attempt stands.
    pub(super) fn status(&self) -> Status {
        status(&self.status, &self.conclusion).0
    }

    /// The workflow's number, where nothing in the run tells the path of its file.
    pub(super) fn unknown_workflow(&self) -> Option<i64> {
        if self.path.raw().and_then(file).is_some() { None } else { self.workflow_id.id() }
    }

    /// The repository that the run itself names.
    pub(super) fn repository(&self) -> &Object<Repository> {
        &self.repository
    }

    pub(super) fn report(
        &self,
        workflow: Option<&WorkflowFields>,
        repository: &Object<Repository>,
    ) -> Result<BuildReport, Unreadable> {
        let id = self.id.id().ok_or(Unreadable::Missing("workflow_run.id"))?;
        let attempt = attempt(&self.run_attempt);
        Ok(BuildReport {
            pipeline: Repository::pipeline(repository, self.workflow(workflow))?,
            external_id: id.to_string(),
            number: self.run_number.id(),
            life: None,
            sequence: Sequence::Attempt(attempt),
            run: Some(self.run(attempt)),
            jobs: Vec::new(),
        })
    }

    fn run(&self, attempt: i64) -> Run {
        let (status, raw_status) = status(&self.status, &self.conclusion);
        let triggered_at = self.run_started_at.time();
        Run {
            status,
            observed_at: self.updated_at.time(),
            queued_at: if attempt == 1 { self.asked_at() } else { triggered_at },
            started_at: triggered_at.filter(|_| has_started(status, &raw_status)),
            finished_at: None,
            // It moves on after the end: with logs that are deleted, with annotations that come late.
            ended_by: self.updated_at.time().filter(|_| status.is_terminal()),
            raw_status,
            duration_seconds: None,
            queued_seconds: None,
            branch: self.head_branch.name(),
            commit_sha: self.head_sha.name(),
            commit_title: self.commit_title(),
            actor: login(&self.triggering_actor).or_else(|| login(&self.actor)),
            event: self.event.name(),
            web_url: self.page_of(attempt),
        }
    }

    /// When the first attempt was asked for. The API tells an attempt by itself with a `created_at` of its own, which may
    /// be after its start.
    fn asked_at(&self) -> Option<Timestamp> {
        [self.created_at.time(), self.run_started_at.time()].into_iter().flatten().min()
    }

    fn commit_title(&self) -> Option<String> {
        let commit = self.head_commit.get();
        commit.and_then(|it| it.message.title()).or_else(|| self.display_title.title())
    }

    /// A run names its workflow by a name, which is not unique and may be empty, and by the path of its file. Servers
    /// that do not tell the path tell the workflow's number.
    fn workflow(&self, told: Option<&WorkflowFields>) -> Workflow {
        let path = self.path.raw().and_then(file);
        let path = path.or_else(|| told.and_then(|it| it.path.raw()).and_then(file));
        let number = || self.workflow_id.id().map(|it| format!("workflow/{it}"));
        Workflow {
            name: told.and_then(|it| it.name.name()).or_else(|| self.name.name()),
            identity: path.or_else(number),
        }
    }

    /// The page of one attempt. `html_url` is the same for all of them and shows the latest.
    fn page_of(&self, attempt: i64) -> Option<String> {
        let page = self.html_url.url()?;
        if attempt == 1 || page.contains("/attempts/") {
            return Some(page);
        }
        text::url(&format!("{}/attempts/{attempt}", page.trim_end_matches('/')))
    }
}

/// Whether `run_started_at` may be shown as the start.
///
/// GitHub sets it when the attempt is triggered ("start time of the latest run. Resets on re-run" in its `OpenAPI`
/// description), so a run that still waits has one too and has not started. There is no better time for a run: when
/// its first job began is told by the jobs.
fn has_started(status: Status, raw_status: &str) -> bool {
    match status {
        Status::Queued | Status::Blocked => false,
        Status::Unknown => raw_status.starts_with("completed"),
        _ => true,
    }
}

/// The path of a workflow's file, without the `@ref` that the API may add.
fn file(path: &str) -> Option<String> {
    let end = [".yml@", ".yaml@"].into_iter().find_map(|it| Some(path.find(it)? + it.len() - 1));
    text::line(&path[..end.unwrap_or(path.len())], usize::MAX)
}

fn login(account: &Object<Account>) -> Option<String> {
    account.get()?.login.name()
}
