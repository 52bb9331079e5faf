//! Jobs, builds and stages, as the remote access API tells them.

use std::time::Duration;

use domain::{BuildReport, JobReport, Life, PipelineRef, Provider, Run, Sequence, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::build::page_of_job;
use super::job_name::JobName;
use super::scm::{Action, Cause, ChangeSet, Revision};
use super::status::{STARTED, ended, stage_status};
use crate::reading::parse;
use crate::told::{List, Object, Told};
use crate::{Unreadable, time};

/// How much later than its end the news of an ended build counts, when the API tells it: it is final there, and the
/// notification of the clean-up, which comes after the end, knows less (not that the time ran out).
const SETTLED: Duration = Duration::from_hours(1);

/// What to ask for of a build: the fields that [`Build`] reads.
pub const BUILD_TREE: &str = "_class,number,url,result,building,timestamp,duration,\
    actions[_class,lastBuiltRevision[SHA1,branch[name]],causes[_class,shortDescription,userId,userName]],\
    changeSet[items[commitId,msg]{0,9}],changeSets[items[commitId,msg]{0,9}]";

/// A build as it is told, before its stages are known.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Build {
    #[serde(rename = "_class")]
    class: Told,
    number: Told,
    url: Told,
    result: Told,
    building: Told,
    timestamp: Told,
    duration: Told,
    actions: List<Action>,
    #[serde(rename = "changeSet")]
    change_set: Object<ChangeSet>,
    #[serde(rename = "changeSets")]
    change_sets: List<ChangeSet>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Builds {
    builds: List<Build>,
    #[serde(rename = "allBuilds")]
    all: List<Build>,
}

/// `<job>/api/json?tree=builds[…]{M,N}`, or `allBuilds`. Rows without a number are left out.
pub fn builds(body: &[u8]) -> Result<Vec<Build>, Unreadable> {
    let told: Builds = parse(body)?;
    let mut builds = told.builds.0;
    builds.extend(told.all.0);
    builds.retain(|it| it.number.id().is_some());
    Ok(builds)
}

/// `<job>/<number>/api/json`.
pub fn build(body: &[u8]) -> Result<Build, Unreadable> {
    let build: Build = parse(body)?;
    if build.number.id().is_some() { Ok(build) } else { Err(Unreadable::Missing("number")) }
}

/// `<build>/wfapi/describe`: the run and its stages, as the Stage View plugin tells them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Stages {
    status: Told,
    #[serde(rename = "startTimeMillis")]
    started_at: Told,
    #[serde(rename = "durationMillis")]
    duration: Told,
    #[serde(rename = "stages")]
    rows: List<Stage>,
}

/// Reads `<build>/wfapi/describe`.
pub fn stages(body: &[u8]) -> Result<Stages, Unreadable> {
    parse(body)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stage {
    id: Told,
    name: Told,
    status: Told,
    #[serde(rename = "startTimeMillis")]
    started_at: Told,
    #[serde(rename = "durationMillis")]
    duration: Told,
}

impl Build {
    /// Its number, from 1; 0 for a row that has none, which no list holds.
    pub fn number(&self) -> i64 {
        self.number.id().unwrap_or_default()
    }

    /// When it began.
    pub fn started_at(&self) -> Option<Timestamp> {
        self.timestamp.time()
    }

    /// Whether it still runs, whatever its result says: that may be told early, and changed.
    pub fn is_building(&self) -> bool {
        self.building == Told::Flag(true)
    }

    /// Whether it is a Pipeline's build: only those have stages.
    pub fn has_stages(&self) -> bool {
        self.class.raw().is_none_or(|it| it.ends_with("WorkflowRun"))
    }

    /// The build as we tell it. `is_branch` says that the job is one branch of a multibranch project.
    pub fn report(&self, job: &JobName, is_branch: bool, stages: Option<&Stages>) -> Result<BuildReport, Unreadable> {
        let number = self.number.id().ok_or(Unreadable::Missing("number"))?;
        let run = self.run(job, is_branch, stages);
        Ok(BuildReport {
            pipeline: job.pipeline(page_of_job(&self.url, number))?,
            external_id: job.build(number)?,
            number: Some(number),
            life: run.started_at.map(|born_at| Life { born_at, died_at: run.finished_at }),
            sequence: Sequence::Attempt(1),
            run: Some(run),
            jobs: stages.map(|it| it.rows.0.iter().filter_map(Stage::report).collect()).unwrap_or_default(),
        })
    }

    fn run(&self, job: &JobName, is_branch: bool, stages: Option<&Stages>) -> Run {
        let (status, raw_status) = self.status(stages);
        let started_at = self.timestamp.time();
        let duration = self.duration.milliseconds().filter(|_| status.is_terminal());
        let finished_at = started_at.zip(duration).and_then(|(from, it)| time::after(from, it));
        let settled_at = finished_at.and_then(|it| time::after(it, SETTLED));
        let branch_of_job = if is_branch { job.last() } else { job.branch() };
        let revision = Action::revision(&self.actions.0, branch_of_job.as_deref());
        let cause = self.actions.0.iter().find_map(Action::trigger);
        let commit_sha = revision.and_then(Revision::commit);
        Run {
            status,
            raw_status,
            observed_at: settled_at.or_else(|| stages.and_then(Stages::latest)).or(started_at),
            queued_at: None,
            started_at,
            finished_at,
            ended_by: None,
            duration_seconds: duration.map(|it| it.as_secs_f64()),
            queued_seconds: None,
            branch: revision.and_then(Revision::branch).or(branch_of_job),
            commit_title: commit_sha.as_deref().and_then(|it| self.title_of(it)),
            commit_sha,
            actor: cause.and_then(Cause::actor),
            event: cause.and_then(Cause::event),
            web_url: self.url.url(),
        }
    }

    fn status(&self, stages: Option<&Stages>) -> (Status, String) {
        if !self.is_building() {
            let timed_out = self.actions.0.iter().any(Action::is_time_out);
            return ended(&self.result, timed_out);
        }
        match stages.and_then(|it| it.status.raw()) {
            Some(paused @ "PAUSED_PENDING_INPUT") => (Status::Blocked, paused.to_owned()),
            _ => (Status::Running, STARTED.to_owned()),
        }
    }

    fn title_of(&self, commit: &str) -> Option<String> {
        self.change_sets.0.iter().chain(self.change_set.get()).find_map(|it| it.title_of(commit))
    }
}

impl Stages {
    /// The end of a run that has ended, and the present of one that goes on.
    fn latest(&self) -> Option<Timestamp> {
        time::after(self.started_at.time()?, self.duration.milliseconds()?)
    }
}

impl Stage {
    /// `None` for a stage without an id, which cannot be told from another.
    fn report(&self) -> Option<JobReport> {
        let id = self.id.id()?.to_string();
        let (status, raw_status) = stage_status(&self.status);
        let started_at = self.started_at.time();
        let duration = self.duration.milliseconds().unwrap_or(Duration::ZERO);
        let latest = started_at.and_then(|from| time::after(from, duration));
        Some(JobReport {
            sequence: Sequence::Attempt(1),
            name: self.name.name().unwrap_or_else(|| id.clone()),
            external_id: id,
            stage: None,
            status,
            raw_status,
            observed_at: latest,
            queued_at: None,
            started_at,
            finished_at: latest.filter(|_| status.is_terminal()),
            web_url: None,
        })
    }
}

impl JobName {
    /// The job as a report names it.
    pub(super) fn pipeline(&self, url: Option<String>) -> Result<PipelineRef, Unreadable> {
        let full_name = self.full()?;
        Ok(PipelineRef {
            provider: Provider::Jenkins,
            repository: self.folder()?,
            name: self.shown().unwrap_or_else(|| full_name.clone()),
            external_id: Some(full_name),
            url,
            default_branch: None,
        })
    }

    /// Our id of the job's build with a number.
    pub fn build(&self, number: i64) -> Result<String, Unreadable> {
        Ok(format!("{}#{number}", self.full()?))
    }
}
