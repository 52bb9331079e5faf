//! A build, as a notification tells it.

use domain::{BuildReport, Life, Run, Sequence, Status};
use jiff::Timestamp;
use serde::Deserialize;

use super::branch;
use super::job_name::JobName;
use super::status::{is_end, status};
use crate::told::{Object, Told};
use crate::{Unreadable, text, time};

/// A notification.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    name: Told,
    url: Told,
    build: Object<Build>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Build {
    full_url: Told,
    url: Told,
    number: Told,
    phase: Told,
    status: Told,
    timestamp: Told,
    duration: Told,
    scm: Object<Scm>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Scm {
    branch: Told,
    commit: Told,
}

impl Message {
    pub(super) fn report(&self) -> Result<BuildReport, Unreadable> {
        let build = self.build.get().ok_or(Unreadable::Missing("build"))?;
        let number = build.number.id().ok_or(Unreadable::Missing("build.number"))?;
        let job = self.job(build)?;
        Ok(BuildReport {
            external_id: job.build(number)?,
            number: Some(number),
            life: build.life(),
            pipeline: job.pipeline(page_of_job(&build.full_url, number))?,
            sequence: Sequence::Attempt(1),
            run: Some(build.run(&job)),
            jobs: Vec::new(),
        })
    }

    /// The addresses tell the folders, the name does not.
    fn job(&self, build: &Build) -> Result<JobName, Unreadable> {
        [&self.url, &build.url, &build.full_url]
            .into_iter()
            .find_map(|it| JobName::from_address(it.raw()?))
            .or_else(|| self.name.name().map(JobName::from_name))
            .ok_or(Unreadable::Missing("url"))
    }
}

impl Build {
    fn run(&self, job: &JobName) -> Run {
        let (status, raw_status) = status(&self.phase, &self.status);
        let told_at = self.timestamp.time();
        let duration = self.duration.milliseconds().filter(|_| status.is_terminal());
        let scm = self.scm.get();
        Run {
            status,
            raw_status,
            observed_at: told_at,
            queued_at: told_at.filter(|_| status == Status::Queued),
            started_at: match status {
                Status::Running => told_at,
                _ => told_at.zip(duration).and_then(|(end, it)| time::before(end, it)),
            },
            finished_at: self.finished_at(status),
            ended_by: None,
            duration_seconds: duration.map(|it| it.as_secs_f64()),
            queued_seconds: None,
            branch: scm.and_then(|it| branch::clean(&it.branch.name()?)).or_else(|| job.branch()),
            commit_sha: scm.and_then(|it| it.commit.name()),
            commit_title: None,
            actor: None,
            event: None,
            web_url: self.full_url.url(),
        }
    }

    /// The notification of the end tells the start plus the length. One that is sent from the middle of a build tells the
    /// present, and no length.
    fn life(&self) -> Option<Life> {
        let duration = self.duration.milliseconds().filter(|it| !it.is_zero())?;
        let died_at = self.timestamp.time().filter(|_| is_end(&self.phase))?;
        Some(Life { born_at: time::before(died_at, duration)?, died_at: Some(died_at) })
    }

    /// A notification of the end carries the time of the end, one of the clean-up after it (`FINALIZED`) its own. The
    /// earliest that is told is kept, so the end counts where both arrive.
    fn finished_at(&self, status: Status) -> Option<Timestamp> {
        self.timestamp.time().filter(|_| status.is_terminal())
    }
}

/// The page of a build without the build's number.
pub(super) fn page_of_job(build: &Told, number: i64) -> Option<String> {
    let page = build.url()?;
    let job = page.trim_end_matches('/').strip_suffix(&number.to_string())?;
    job.ends_with('/').then(|| text::url(job))?
}
