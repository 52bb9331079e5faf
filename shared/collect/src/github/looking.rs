//! One run, looked at again: how it stands, its jobs, its earlier attempts.

use domain::{BuildReport, JobReport, PipelineRef, Provider, Run, Sequence, Status};
use providers::github::api::{self, Jobs, RunRow};

use super::{Github, PAGE};
use crate::{Failure, Unsettled};

/// How many pages of jobs are read of one attempt: a matrix makes at most 256 jobs a workflow file.
const JOB_PAGES: usize = 20;

impl Github {
    pub(super) async fn look(&self, source: &str, build: &Unsettled) -> Result<Vec<BuildReport>, Failure> {
        let run = format!("/repos/{source}/actions/runs/{}", build.external_id);
        let mut reports = Vec::new();
        let mut ended = Ended::of(build);
        if !build.status.is_terminal() {
            let row = api::run(&self.get(&run).await?)?;
            let report = self.report(source, &row).await?;
            // A repository that was renamed tells its builds under its new name.
            if report.pipeline.repository != build.repository {
                return Err(Failure::Gone);
            }
            ended = Ended::of_report(&report);
            reports.push(report);
        }
        if let Some(ended) = ended.filter(|it| build.lacks_jobs || it.is_new(build)) {
            reports.extend(self.jobs(source, &run, ended).await?);
        }
        for attempt in &build.lacking_attempts {
            match self.get(&format!("{run}/attempts/{attempt}")).await {
                Ok(body) => {
                    let report = self.report(source, &api::run(&body)?).await?;
                    if let Some(ended) = Ended::of_report(&report) {
                        reports.extend(self.jobs(source, &run, ended).await?);
                    }
                    reports.push(report);
                }
                // Older than the provider keeps: what is lacking is not to be had.
                Err(failure) if failure.is_gone() => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(reports)
    }

    async fn report(&self, source: &str, row: &RunRow) -> Result<BuildReport, Failure> {
        let workflows = self.workflows(source, std::slice::from_ref(row)).await?;
        Ok(row.report(&workflows, None)?)
    }

    /// The jobs of an attempt that has ended.
    async fn jobs(&self, source: &str, run: &str, ended: Ended) -> Result<Option<BuildReport>, Failure> {
        let mut next = Some(format!("{run}/attempts/{}/jobs?per_page={PAGE}", ended.attempt));
        let (mut jobs, mut total): (Vec<JobReport>, i64) = (Vec::new(), 0);
        for _ in 0..JOB_PAGES {
            let Some(path) = next else { break };
            let answer = match self.client.get(&path).await {
                Err(failure) if failure.is_gone() => return Ok(None),
                answer => answer?,
            };
            let page: Jobs = api::jobs(&answer.body)?;
            total = page.total;
            jobs.extend(page.jobs);
            next = answer.next().map(str::to_owned);
        }
        let are_all =
            i64::try_from(jobs.len()).is_ok_and(|it| it == total) && jobs.iter().all(|it| it.status.is_terminal());
        Ok((!jobs.is_empty()).then(|| ended.with_jobs(source, jobs, are_all)))
    }
}

/// An attempt that has ended.
struct Ended {
    external_id: String,
    attempt: i64,
    status: Status,
    raw_status: String,
    observed_at: Option<jiff::Timestamp>,
}

impl Ended {
    fn of(build: &Unsettled) -> Option<Self> {
        build.status.is_terminal().then(|| Self {
            external_id: build.external_id.clone(),
            attempt: build.attempt,
            status: build.status,
            raw_status: build.raw_status.clone().unwrap_or_default(),
            observed_at: build.observed_at,
        })
    }

    fn of_report(report: &BuildReport) -> Option<Self> {
        let (run, Sequence::Attempt(attempt)) = (report.run.as_ref()?, report.sequence) else { return None };
        run.status.is_terminal().then(|| Self {
            external_id: report.external_id.clone(),
            attempt,
            status: run.status,
            raw_status: run.raw_status.clone(),
            observed_at: run.observed_at,
        })
    }

    /// Whether the build is known otherwise, so that its jobs may have ended unheard too.
    fn is_new(&self, build: &Unsettled) -> bool {
        (self.attempt, self.status) != (build.attempt, build.status)
    }

    /// What the jobs tell. The run goes with them as it is known, and where they are all and over it had ended with the last
    /// of them, however much later it changed.
    fn with_jobs(self, source: &str, jobs: Vec<JobReport>, are_all: bool) -> BuildReport {
        let last = jobs.iter().filter_map(|it| it.finished_at).max();
        BuildReport {
            pipeline: PipelineRef {
                provider: Provider::Github,
                repository: source.to_owned(),
                external_id: None,
                name: String::new(),
                url: None,
                default_branch: None,
            },
            external_id: self.external_id,
            number: None,
            life: None,
            sequence: Sequence::Attempt(self.attempt),
            run: Some(Run {
                ended_by: last.filter(|_| are_all),
                observed_at: self.observed_at,
                ..Run::standing(self.status, self.raw_status)
            }),
            jobs,
        }
    }
}
