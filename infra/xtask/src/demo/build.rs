//! A build as it really went, before any provider tells of it.

use super::company::Pipeline;
use super::dice::Dice;

/// Who runs a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provider {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Jenkins.
    Jenkins,
}

impl Provider {
    /// The word that the API uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Jenkins => "jenkins",
        }
    }
}

/// How an attempt or a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All went well.
    Success,
    /// Something in it failed.
    Failure,
    /// Somebody, or a newer build, stopped it.
    Cancelled,
    /// It ran into its time limit.
    TimedOut,
    /// It had nothing to do and never started.
    Skipped,
}

/// One build with all its attempts. Times are Unix seconds.
#[derive(Debug, Clone)]
pub struct Build {
    /// The pipeline that ran.
    pub pipeline: &'static Pipeline,
    /// The pipeline's place in the list of all.
    pub index: u64,
    /// The cell of time it belongs to; with the pipeline it is the build's identity.
    pub cell: i64,
    /// When it came to be.
    pub created_at: i64,
    /// The branch it was for.
    pub branch: String,
    /// The commit.
    pub sha: String,
    /// The first line of the commit's message.
    pub title: String,
    /// The login name of who caused it.
    pub actor: &'static str,
    /// What caused it, in GitHub's words.
    pub event: &'static str,
    /// At least one; only the last may have ended well.
    pub attempts: Vec<Attempt>,
}

/// One attempt of a build.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When it began to wait for a runner.
    pub queued_at: i64,
    /// When its first job began.
    pub started_at: i64,
    /// From when until when it waited for an approval.
    pub blocked: Option<(i64, i64)>,
    /// When it ended.
    pub finished_at: i64,
    /// How it ended.
    pub end: End,
    /// In the order of their stages.
    pub jobs: Vec<Job>,
}

/// One job of an attempt.
#[derive(Debug, Clone)]
pub struct Job {
    /// What people call it.
    pub name: &'static str,
    /// The stage it belongs to.
    pub stage: &'static str,
    /// When it began; meaningless if it was skipped.
    pub started_at: i64,
    /// When it ended.
    pub finished_at: i64,
    /// How it ended.
    pub end: End,
}

/// Where a job is at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobState {
    Waiting,
    Running,
    Ended(End),
}

impl Job {
    /// Where the job is at the time `at`.
    pub(crate) fn state(&self, at: i64) -> JobState {
        if at >= self.finished_at {
            JobState::Ended(self.end)
        } else if at >= self.started_at && self.end != End::Skipped {
            JobState::Running
        } else {
            JobState::Waiting
        }
    }
}

/// Something that happened to a build and that its provider tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When it happened, in Unix seconds.
    pub at: i64,
    /// The attempt it happened to, from 0.
    pub attempt: usize,
    /// What happened.
    pub moment: Moment,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The attempt waits for a runner.
    Queued,
    /// The attempt runs, for the first time or again after an approval.
    Running,
    /// The attempt waits for an approval.
    Blocked,
    /// A job, by its place in the list, began.
    JobStarted(usize),
    /// A job, by its place in the list, ended.
    JobEnded(usize),
    /// The attempt ended.
    Ended,
}

/// One delivery of a webhook, not yet signed.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Whose it is.
    pub provider: Provider,
    /// The kind, as the provider's header names it; empty for Jenkins, which has no such header.
    pub event: &'static str,
    /// The delivery's own id, the same each time the step is told.
    pub key: String,
    /// The JSON body.
    pub body: Vec<u8>,
}

impl Build {
    /// Everything that happened, oldest first.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<_> = self.attempts.iter().enumerate().flat_map(|(n, one)| one.steps(n)).collect();
        // The sort is stable, so what happens in the same second stays in its order.
        steps.sort_by_key(|step| (step.attempt, step.at));
        steps
    }

    /// The id that the provider gives the build; Jenkins' is a number of the job, GitHub's and GitLab's are global.
    #[must_use]
    pub fn number(&self) -> i64 {
        let global = self.cell * 64 + i64::try_from(self.index).unwrap_or(0);
        match self.pipeline.provider {
            Provider::GitHub => 10_000_000_000 + global,
            Provider::GitLab => 1_000_000_000 + global,
            Provider::Jenkins => (self.cell - JENKINS_FIRST_CELL).max(1),
        }
    }

    /// The id under which Signalbox keeps the build.
    #[must_use]
    pub fn external_id(&self) -> String {
        match self.pipeline.provider {
            Provider::Jenkins => format!("{}#{}", self.pipeline.repository, self.number()),
            _ => self.number().to_string(),
        }
    }

    /// The id of a delivery about a step.
    pub(crate) fn delivery_key(&self, step: Step) -> String {
        let moment = match step.moment {
            Moment::Queued => 1,
            Moment::Running => 2,
            Moment::Blocked => 3,
            Moment::Ended => 4,
            Moment::JobStarted(job) => 100 + job as u64,
            Moment::JobEnded(job) => 200 + job as u64,
        };
        let parts = [self.index, self.cell.unsigned_abs(), step.attempt as u64, moment, step.at.unsigned_abs()];
        Dice::new(&parts).uuid()
    }

    /// The id of a job; a later attempt's are greater.
    pub(crate) fn job_id(&self, attempt: usize, job: usize) -> i64 {
        let place = i64::try_from(attempt * 10 + job).unwrap_or(0);
        self.number() * 40 + place
    }
}

/// The cell of 2026-01-01, so that Jenkins' build numbers stay short.
const JENKINS_FIRST_CELL: i64 = 1_767_225_600 / super::schedule::CELL_SECONDS;

impl Attempt {
    fn steps(&self, attempt: usize) -> Vec<Step> {
        let step = |at, moment| Step { at, attempt, moment };
        let ended = step(self.finished_at, Moment::Ended);
        if self.end == End::Skipped {
            return vec![ended];
        }
        let mut steps = vec![step(self.queued_at, Moment::Queued), step(self.started_at, Moment::Running)];
        for (place, job) in self.jobs.iter().enumerate() {
            if job.end != End::Skipped {
                steps.push(step(job.started_at, Moment::JobStarted(place)));
                steps.push(step(job.finished_at, Moment::JobEnded(place)));
            }
        }
        if let Some((from, until)) = self.blocked {
            steps.push(step(from, Moment::Blocked));
            steps.push(step(until, Moment::Running));
        }
        steps.push(ended);
        steps
    }
}

/// A time as most of the web writes it; one that no calendar knows is the beginning of all.
pub(crate) fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}
