//! Runs, jobs and what surrounds them, as the REST API tells them: the fields of the deliveries, read by the same code.

use std::collections::BTreeMap;

use domain::{BuildReport, JobReport, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::job::WorkflowJob;
use super::repository::Repository;
use super::run::{WorkflowFields, WorkflowRun};
use crate::Unreadable;
use crate::reading::{parse, parse_list};
use crate::told::{List, Told};

/// A page of `GET /repos/{owner}/{repo}/actions/runs`.
pub struct Runs {
    /// How many runs the question has, of which GitHub gives at most a thousand if it narrows.
    pub total: i64,
    /// The runs, as they came.
    pub runs: Vec<RunRow>,
}

/// A run.
pub struct RunRow {
    run: WorkflowRun,
    /// The provider's id.
    pub id: i64,
    /// The number of the attempt that this tells of: the latest, unless another was asked for.
    pub attempt: i64,
    /// Where that stands.
    pub status: Status,
    /// When the run came to be.
    pub created_at: Option<Timestamp>,
}

/// The workflows of a repository by their numbers: servers that do not tell a run's path tell its workflow's number.
#[derive(Default)]
pub struct Workflows(BTreeMap<i64, WorkflowFields>);

/// What is known of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryRow {
    /// `owner/repo`, as it is called now.
    pub full_name: String,
    /// The branch that alerts are about.
    pub default_branch: Option<String>,
    /// Whether nothing happens there any more.
    pub is_retired: bool,
}

/// The jobs of one attempt of a run.
pub struct Jobs {
    /// How many there are.
    pub total: i64,
    /// Those of this page.
    pub jobs: Vec<JobReport>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RunsPage {
    total_count: Told,
    workflow_runs: List<WorkflowRun>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct JobsPage {
    total_count: Told,
    jobs: List<WorkflowJob>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WorkflowsPage {
    workflows: List<WorkflowFields>,
}

/// `GET /repos/{owner}/{repo}/actions/runs`. Rows without an id are left out.
pub fn runs(body: &[u8]) -> Result<Runs, Unreadable> {
    let page: RunsPage = parse(body)?;
    let total = count(&page.total_count);
    Ok(Runs { total, runs: page.workflow_runs.0.into_iter().filter_map(RunRow::of).collect() })
}

/// `GET /repos/{owner}/{repo}/actions/runs/{id}`, of one attempt too.
pub fn run(body: &[u8]) -> Result<RunRow, Unreadable> {
    RunRow::of(parse(body)?).ok_or(Unreadable::Missing("id"))
}

/// `GET /repos/{owner}/{repo}/actions/runs/{id}/attempts/{n}/jobs`. Jobs without an id are left out.
pub fn jobs(body: &[u8]) -> Result<Jobs, Unreadable> {
    let page: JobsPage = parse(body)?;
    let jobs = page.jobs.0.iter().filter_map(|it| it.report().ok()).collect();
    Ok(Jobs { total: count(&page.total_count), jobs })
}

/// `GET /repos/{owner}/{repo}/actions/workflows`.
pub fn workflows(body: &[u8]) -> Result<Workflows, Unreadable> {
    let page: WorkflowsPage = parse(body)?;
    Ok(Workflows(page.workflows.0.into_iter().filter_map(|it| Some((it.id.id()?, it))).collect()))
}

/// `GET /repos/{owner}/{repo}`.
pub fn repository(body: &[u8]) -> Result<RepositoryRow, Unreadable> {
    RepositoryRow::of(&parse(body)?).ok_or(Unreadable::Missing("full_name"))
}

/// `GET /orgs/{org}/repos` and its likes.
pub fn repositories(body: &[u8]) -> Result<Vec<RepositoryRow>, Unreadable> {
    Ok(parse_list::<Repository>(body)?.iter().filter_map(RepositoryRow::of).collect())
}

impl RunRow {
    fn of(run: WorkflowRun) -> Option<Self> {
        let (id, attempt, status, created_at) = (run.id()?, run.attempt(), run.status(), run.created_at());
        Some(Self { run, id, attempt, status, created_at })
    }

    /// Whether the workflow can only be told by [`Workflows`].
    pub fn lacks_path(&self) -> bool {
        self.run.unknown_workflow().is_some()
    }

    /// The run in our words.
    pub fn report(&self, workflows: &Workflows, default_branch: Option<&str>) -> Result<BuildReport, Unreadable> {
        let workflow = self.run.unknown_workflow().and_then(|it| workflows.0.get(&it));
        let mut report = self.run.report(workflow, self.run.repository())?;
        if report.pipeline.default_branch.is_none() {
            report.pipeline.default_branch = default_branch.map(str::to_owned);
        }
        Ok(report)
    }
}

impl RepositoryRow {
    fn of(it: &Repository) -> Option<Self> {
        let is_retired = [&it.archived, &it.disabled].contains(&&Told::Flag(true));
        Some(Self { full_name: it.full_name.name()?, default_branch: it.default_branch.name(), is_retired })
    }
}

fn count(told: &Told) -> i64 {
    told.id().unwrap_or(0)
}
