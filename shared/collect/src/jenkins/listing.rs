//! How the builds of a folder's jobs are listed, a step at a time.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use providers::jenkins::api::Build;
use providers::jenkins::{Job, JobName};
use serde::{Deserialize, Serialize};

use super::{IN_MEMORY, Jenkins};
use crate::{Failure, Step, Window};

/// How many builds one step asks for: each may have stages to be asked for too.
const AT_ONCE: usize = 5;
/// How many of those that are newer than what is wanted.
const PASSED_AT_ONCE: usize = 100;

/// Where a listing stands, and what is remembered from one to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// The newest build of each job that was told, by the job's full name.
    told: BTreeMap<String, Mark>,
    pub(super) listing: Option<Listing>,
}

/// A build's place among those of its job. Time comes first: numbers start again when a job is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Mark {
    started_at: Timestamp,
    number: i64,
}

/// A listing under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Listing {
    todo: VecDeque<Todo>,
}

/// A job whose builds are to be listed, and how many of them are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Todo {
    job: String,
    is_branch: bool,
    listed: usize,
    newest: Option<Mark>,
    /// Whether all that was listed is newer than what is wanted.
    #[serde(default)]
    passes: bool,
}

/// How far a listing goes.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// To what is told, or where nothing is to this time.
    Recent(Timestamp),
    /// From the end of a window to its beginning.
    Between(Window),
}

impl Reach {
    /// Where to stop: at the first build that is not later.
    fn end(self, told: Option<&Mark>) -> Mark {
        let begin = |it: Timestamp| Mark { started_at: it, number: 0 };
        match self {
            Self::Recent(since) => told.copied().unwrap_or(begin(since)),
            Self::Between(window) => begin(window.from),
        }
    }

    fn holds(self, mark: Mark) -> bool {
        match self {
            Self::Recent(_) => true,
            Self::Between(window) => mark.started_at <= window.until,
        }
    }
}

impl Jenkins {
    /// Asks what the newest builds of the folder's jobs are, or for the next few builds of one job.
    pub(super) async fn step(&self, source: &str, reach: Reach, position: &mut Position) -> Result<Step, Failure> {
        let mut next = position.clone();
        let mut step = Step::default();
        let mut listing = match next.listing.take() {
            Some(listing) => listing,
            None => self.begin(source, reach, &mut next).await?,
        };
        if let Some(todo) = listing.todo.front_mut() {
            let is_done = self.list(todo, reach, next.told.get(&todo.job), &mut step).await?;
            if let Some(todo) = is_done.then(|| listing.todo.pop_front()).flatten()
                && let Some(newest) = todo.newest
            {
                next.told.insert(todo.job, newest);
            }
        }
        step.done = listing.todo.is_empty();
        next.listing = (!step.done).then_some(listing);
        *position = next;
        Ok(step)
    }

    /// The jobs of the folder whose newest build is news.
    async fn begin(&self, source: &str, reach: Reach, position: &mut Position) -> Result<Listing, Failure> {
        let found = self.walk(&JobName::from_full(source), 1).await?;
        let mut jobs = Vec::new();
        for job in found.jobs.into_iter().filter(|it| self.is_wanted(&it.name)) {
            jobs.push((job.name.full()?, job));
        }
        position.told.retain(|name, _| jobs.iter().any(|(it, _)| it == name));
        let mut todo = VecDeque::new();
        for (name, job) in jobs {
            if newest(&job).is_some_and(|it| it > reach.end(position.told.get(&name))) {
                todo.push_back(Todo { job: name, is_branch: job.is_branch, listed: 0, newest: None, passes: false });
            }
        }
        Ok(Listing { todo })
    }

    /// The next few builds of a job; whether they are the last that count. Where a build begins meanwhile the list moves
    /// on, and the same one is told twice.
    async fn list(&self, todo: &mut Todo, reach: Reach, told: Option<&Mark>, step: &mut Step) -> Result<bool, Failure> {
        let job = JobName::from_full(&todo.job);
        let end = reach.end(told);
        let after = todo.listed + if todo.passes { PASSED_AT_ONCE } else { AT_ONCE };
        let after = if todo.listed < IN_MEMORY { after.min(IN_MEMORY) } else { after };
        let builds = match self.builds(&job, todo.listed, after).await {
            Err(failure) if failure.is_gone() => return Ok(true),
            builds => builds?,
        };
        if todo.listed > 0 && builds.iter().any(|it| mark(it).is_some_and(|it| Some(it) == todo.newest)) {
            // A server that heeds no range tells all builds each time.
            return Ok(true);
        }
        let mut newest = todo.newest;
        for (place, build) in builds.iter().enumerate() {
            let mark = mark(build);
            if mark.is_some_and(|it| it <= end) {
                todo.newest = newest;
                return Ok(true);
            }
            if mark.is_none_or(|it| reach.holds(it)) {
                if todo.passes {
                    (todo.passes, todo.newest, todo.listed) = (false, newest, todo.listed + place);
                    return Ok(false);
                }
                step.reports.push(self.report(&job, todo.is_branch, build).await?);
            }
            newest = newest.max(mark);
        }
        let is_whole = todo.listed + builds.len() >= after;
        (todo.passes, todo.newest, todo.listed) = (step.reports.is_empty(), newest, todo.listed + builds.len());
        Ok(!is_whole)
    }
}

fn newest(job: &Job) -> Option<Mark> {
    let last = job.last.as_ref()?;
    // A server that does not tell when a build began has its jobs listed each time.
    Some(Mark { started_at: last.started_at.unwrap_or(Timestamp::MAX), number: last.number })
}

fn mark(build: &Build) -> Option<Mark> {
    Some(Mark { started_at: build.started_at()?, number: build.number() })
}
