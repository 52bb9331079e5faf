//! The merge: how reports that come late, twice and in any order become one build.
//!
//! [`BuildState::join`] is commutative, associative and idempotent, so a set of reports has one outcome whatever their
//! order. Each field has a rule that is itself a join:
//!
//! | field | rule |
//! |---|---|
//! | status, raw status, time of the news | taken together from the furthest report: terminal first, then the provider's own time, then the status' own order |
//! | queued, started, finished, ended by | the earliest told |
//! | durations | the longest told |
//! | number | the greatest told |
//! | texts | the greater of two that differ; a provider tells them the same way for a whole attempt |
//!
//! An attempt that is only known to have ended by a time ended with the last of its jobs, as far as they are known: see
//! [`BuildState::attempts`].
//!
//! The database does the same in `migrations/functions/`; a property test holds the two together.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::build::{Attempt, seconds_between};
use crate::{BuildReport, JobReport, Run, Sequence, Status};

/// How long before an attempt is told to be over its last job may have ended. Where it is longer, the last of the jobs that
/// are known is not the last one.
const AFTERMATH: SignedDuration = SignedDuration::from_mins(1);

/// How far something has come: the part of a report that only moves forward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Our word for the state.
    pub status: Status,
    /// The provider's words; `None` only while nothing but the existence is known.
    pub raw_status: Option<String>,
    /// The provider's time of the news.
    pub observed_at: Option<Timestamp>,
}

impl Progress {
    /// What is known of a run that only its jobs have spoken of: it exists, so it is at least queued.
    pub const BOTTOM: Self = Self { status: Status::Queued, raw_status: None, observed_at: None };

    /// The further of two; either, if they are equal.
    fn join(self, other: Self) -> Self {
        if other.key() > self.key() { other } else { self }
    }

    fn key(&self) -> (bool, Option<Timestamp>, bool, Status, Option<&str>) {
        let told = self.raw_status.is_some();
        (self.status.is_terminal(), self.observed_at, told, self.status, self.raw_status.as_deref())
    }
}

/// All that is known of one attempt of a build.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptState {
    /// Status and the news it comes from.
    pub progress: Progress,
    /// When the attempt was asked for.
    pub queued_at: Option<Timestamp>,
    /// When it began to run.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// A time by which it had ended, where the provider does not tell when it did.
    pub ended_by: Option<Timestamp>,
    /// How long it ran as the provider counts, in seconds.
    pub duration_seconds: Option<f64>,
    /// How long it waited as the provider counts, in seconds.
    pub queued_seconds: Option<f64>,
    /// Branch name.
    pub branch: Option<String>,
    /// Full commit id.
    pub commit_sha: Option<String>,
    /// First line of the commit message.
    pub commit_title: Option<String>,
    /// Login of who set it off.
    pub actor: Option<String>,
    /// What set it off.
    pub event: Option<String>,
    /// The attempt's page at the provider.
    pub web_url: Option<String>,
}

impl AttemptState {
    /// An attempt of which only jobs are known.
    pub const BOTTOM: Self = Self {
        progress: Progress::BOTTOM,
        queued_at: None,
        started_at: None,
        finished_at: None,
        ended_by: None,
        duration_seconds: None,
        queued_seconds: None,
        branch: None,
        commit_sha: None,
        commit_title: None,
        actor: None,
        event: None,
        web_url: None,
    };

    /// Both, field by field, by the rules at the head of this file.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            progress: self.progress.join(other.progress),
            queued_at: earliest(self.queued_at, other.queued_at),
            started_at: earliest(self.started_at, other.started_at),
            finished_at: earliest(self.finished_at, other.finished_at),
            ended_by: earliest(self.ended_by, other.ended_by),
            duration_seconds: longest(self.duration_seconds, other.duration_seconds),
            queued_seconds: longest(self.queued_seconds, other.queued_seconds),
            branch: self.branch.max(other.branch),
            commit_sha: self.commit_sha.max(other.commit_sha),
            commit_title: self.commit_title.max(other.commit_title),
            actor: self.actor.max(other.actor),
            event: self.event.max(other.event),
            web_url: self.web_url.max(other.web_url),
        }
    }

    fn numbered(&self, number: i64) -> Attempt {
        Attempt {
            attempt: number,
            status: self.progress.status,
            raw_status: self.progress.raw_status.clone(),
            queued_at: self.queued_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
            duration_seconds: self.duration_seconds.or_else(|| seconds_between(self.started_at, self.finished_at)),
            queued_seconds: self.queued_seconds.or_else(|| seconds_between(self.queued_at, self.started_at)),
            web_url: self.web_url.clone(),
        }
    }
}

impl From<&Run> for AttemptState {
    fn from(run: &Run) -> Self {
        Self {
            progress: Progress {
                status: run.status,
                raw_status: Some(run.raw_status.clone()),
                observed_at: run.observed_at,
            },
            queued_at: run.queued_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
            ended_by: run.ended_by,
            duration_seconds: run.duration_seconds,
            queued_seconds: run.queued_seconds,
            branch: run.branch.clone(),
            commit_sha: run.commit_sha.clone(),
            commit_title: run.commit_title.clone(),
            actor: run.actor.clone(),
            event: run.event.clone(),
            web_url: run.web_url.clone(),
        }
    }
}

/// All that is known of one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobState {
    /// Where the job stands among the attempts of its build.
    pub sequence: Sequence,
    /// Status and the news it comes from.
    pub progress: Progress,
    /// What people call it.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// When it was asked for.
    pub queued_at: Option<Timestamp>,
    /// When it began to run.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Its page at the provider.
    pub web_url: Option<String>,
}

impl JobState {
    fn join(self, other: Self) -> Self {
        Self {
            sequence: self.sequence.max(other.sequence),
            progress: self.progress.join(other.progress),
            name: self.name.max(other.name),
            stage: self.stage.max(other.stage),
            queued_at: earliest(self.queued_at, other.queued_at),
            started_at: earliest(self.started_at, other.started_at),
            finished_at: earliest(self.finished_at, other.finished_at),
            web_url: self.web_url.max(other.web_url),
        }
    }
}

impl From<&JobReport> for JobState {
    fn from(job: &JobReport) -> Self {
        Self {
            sequence: job.sequence,
            progress: Progress {
                status: job.status,
                raw_status: Some(job.raw_status.clone()),
                observed_at: job.observed_at,
            },
            name: job.name.clone(),
            stage: job.stage.clone(),
            queued_at: job.queued_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            web_url: job.web_url.clone(),
        }
    }
}

/// All that is known of one build.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildState {
    /// The build's number in the provider's counting.
    pub number: Option<i64>,
    /// What runs told, by where they stand among the attempts.
    pub runs: BTreeMap<Sequence, AttemptState>,
    /// Jobs by the provider's id.
    pub jobs: BTreeMap<String, JobState>,
}

impl BuildState {
    /// What was known and what a report adds.
    #[must_use]
    pub fn merge(self, report: &BuildReport) -> Self {
        self.join(Self::from(report))
    }

    /// Everything either of the two knows.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.number = self.number.max(other.number);
        for (sequence, run) in other.runs {
            join_at(&mut self.runs, sequence, run, AttemptState::join);
        }
        for (id, job) in other.jobs {
            join_at(&mut self.jobs, id, job, JobState::join);
        }
        self
    }

    /// The number of the attempt that something at `sequence` belongs to, from 1.
    ///
    /// Where the provider does not number attempts, one ends with a terminal report, and jobs that are newer than all
    /// of its jobs belong to the next (PROVIDERS: a GitLab retry keeps the pipeline's id and makes new job ids).
    pub fn number(&self, sequence: Sequence) -> i64 {
        match sequence {
            Sequence::Attempt(number) => number,
            Sequence::Generation(_) => {
                let ended = self.runs.iter().filter(|(known, run)| {
                    matches!(known, Sequence::Generation(_)) && **known < sequence && run.progress.status.is_terminal()
                });
                1 + i64::try_from(ended.count()).unwrap_or(i64::MAX - 1)
            }
        }
    }

    /// The attempts, oldest first; one that only jobs have spoken of is there too.
    pub fn attempts(&self) -> Vec<Attempt> {
        let mut numbered: BTreeMap<i64, AttemptState> = BTreeMap::new();
        for (sequence, run) in &self.runs {
            join_at(&mut numbered, self.number(*sequence), run.clone(), AttemptState::join);
        }
        for job in self.jobs.values() {
            numbered.entry(self.number(job.sequence)).or_insert(AttemptState::BOTTOM);
        }
        let mut ended = None;
        let mut attempts = Vec::new();
        for (number, state) in numbered {
            let ends = self.end_of(number, &state);
            let state = AttemptState { finished_at: ends, ..state };
            attempts.push(self.shown(number, state, ended).numbered(number));
            ended = ended.max(ends);
        }
        attempts
    }

    /// When an attempt ended. Where it is only known by when, its last job tells, unless there is more to come: a job that
    /// is not over, or one that nobody has told of yet, which is why the last that is known ended long before.
    fn end_of(&self, number: i64, state: &AttemptState) -> Option<Timestamp> {
        let Some(by) = state.ended_by else { return state.finished_at };
        let own = || self.jobs.values().filter(|it| self.number(it.sequence) == number);
        let last = own().filter_map(|it| it.finished_at).max();
        let is_last = |it: &Timestamp| by.duration_since(*it) <= AFTERMATH;
        let are_over = own().all(|it| it.progress.status.is_terminal());
        Some(last.filter(|it| are_over && is_last(it)).unwrap_or(by))
    }

    /// An attempt as it is shown, `ended` being the end of those before it.
    ///
    /// A provider that does not number attempts tells the times of the first with a later one too (PROVIDERS: GitLab
    /// keeps a pipeline's start): of those only what came after `ended` counts, and what the attempt's own jobs tell.
    fn shown(&self, number: i64, state: AttemptState, ended: Option<Timestamp>) -> AttemptState {
        let is_generation = |it: &Sequence| matches!(it, Sequence::Generation(_));
        let mut sequences = self.runs.keys().chain(self.jobs.values().map(|it| &it.sequence));
        if number == 1 || !sequences.any(is_generation) {
            return state;
        }
        let own = || self.jobs.values().filter(|it| self.number(it.sequence) == number);
        let later = |it: &Timestamp| ended.is_some_and(|ended| *it > ended);
        AttemptState {
            queued_at: earliest(state.queued_at.filter(later), own().filter_map(|it| it.queued_at).min()),
            started_at: earliest(state.started_at.filter(later), own().filter_map(|it| it.started_at).min()),
            queued_seconds: None,
            ..state
        }
    }

    /// The attempt the build is shown by: the latest. `None` while nothing is known.
    pub fn head(&self) -> Option<Attempt> {
        self.attempts().pop()
    }
}

impl From<&BuildReport> for BuildState {
    fn from(report: &BuildReport) -> Self {
        let mut state = Self { number: report.number, ..Self::default() };
        if let Some(run) = &report.run {
            state.runs.insert(report.sequence, run.into());
        }
        for job in &report.jobs {
            join_at(&mut state.jobs, job.external_id.clone(), job.into(), JobState::join);
        }
        state
    }
}

/// What a report changed about how its build is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The status before; `None` where the build is new.
    pub from: Option<Status>,
    /// The status now.
    pub to: Status,
    /// The attempt now shown.
    pub attempt: i64,
}

/// The transition from one showing of a build to the next; `None` where neither status nor attempt moved.
pub fn transition(before: Option<&Attempt>, after: &Attempt) -> Option<Change> {
    let moved = before.is_none_or(|it| (it.status, it.attempt) != (after.status, after.attempt));
    moved.then(|| Change { from: before.map(|it| it.status), to: after.status, attempt: after.attempt })
}

fn join_at<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: V, join: impl Fn(V, V) -> V) {
    let joined = match map.remove(&key) {
        Some(known) => join(known, value),
        None => value,
    };
    map.insert(key, joined);
}

fn earliest(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn longest(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}
