//! Breakages: from the first red verdict of a pipeline on a branch to the first green one after it.
//!
//! [`breakages`] is the definition. The database keeps them one verdict at a time in
//! `migrations/functions/breakage.sql`, and a property test holds the two together.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerting::Subject;
use crate::{AttemptState, Build, BuildState, Provider, Status};

/// Where a verdict stands among those of its pipeline and branch: in the order their builds came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When the build came to be.
    pub at: Timestamp,
    /// Our id of the build.
    pub build_id: i64,
    /// The number of the attempt.
    pub attempt: i64,
}

/// An attempt that says whether its pipeline works on its branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands among the others.
    pub place: Place,
    /// Whether it failed or ran out of time.
    pub red: bool,
    /// When it ended.
    pub decided_at: Timestamp,
}

/// The stretch of time that a pipeline was broken on a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first red verdict.
    pub opened_by: Place,
    /// When it ended.
    pub opened_at: Timestamp,
    /// The first green verdict after it, and when that ended, but never before `opened_at`: builds may overtake one
    /// another.
    pub closed: Option<(Place, Timestamp)>,
}

/// Whether an attempt that ended so is a red verdict; `None` where it is no verdict: what was cancelled, skipped or
/// blocked says nothing about the pipeline.
pub fn is_red(status: Status) -> Option<bool> {
    status.is_decided().then_some(status != Status::Success)
}

/// Whether builds that such an event set off are a pull request's. They may carry the name of any branch, also that of
/// the default branch in a fork, and are no verdict on it.
pub fn is_of_pull_request(event: &str) -> bool {
    event.starts_with("pull_request") || event.starts_with("merge_request")
}

/// The verdicts of a build, oldest attempt first, and the branch they are on. Branch and event are the build's own: an
/// attempt that lacks them has those of the others. A build without a branch has no verdict.
pub fn verdicts(build: &BuildState, build_id: i64, created_at: Timestamp) -> Option<(String, Vec<Verdict>)> {
    let branch = build.runs.values().filter_map(|it| it.branch.clone()).max()?;
    let event = build.runs.values().filter_map(|it| it.event.as_deref()).max();
    if event.is_some_and(is_of_pull_request) {
        return None;
    }
    let mut attempts: BTreeMap<i64, AttemptState> = BTreeMap::new();
    for (sequence, run) in &build.runs {
        let known = attempts.entry(build.number(*sequence)).or_insert(AttemptState::BOTTOM);
        *known = known.clone().join(run.clone());
    }
    let verdict = |(attempt, state): (i64, AttemptState)| {
        let decided_at = state.finished_at.or(state.progress.observed_at).unwrap_or(created_at);
        let place = Place { at: created_at, build_id, attempt };
        is_red(state.progress.status).map(|red| Verdict { place, red, decided_at })
    };
    Some((branch, attempts.into_iter().filter_map(verdict).collect()))
}

/// The breakages in the verdicts of one pipeline on one branch, oldest first.
pub fn breakages(mut verdicts: Vec<Verdict>) -> Vec<Stretch> {
    verdicts.sort_unstable_by_key(|it| it.place);
    let mut found: Vec<Stretch> = Vec::new();
    for verdict in verdicts {
        match found.last_mut().filter(|it| it.closed.is_none()) {
            Some(open) if !verdict.red => {
                open.closed = Some((verdict.place, verdict.decided_at.max(open.opened_at)));
            }
            None if verdict.red => {
                found.push(Stretch { opened_by: verdict.place, opened_at: verdict.decided_at, closed: None });
            }
            _ => {}
        }
    }
    found
}

/// A breakage as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Breakage {
    /// Our id.
    pub id: i64,
    /// Our id of the pipeline.
    pub pipeline_id: i64,
    /// Who runs the pipeline.
    pub provider: Provider,
    /// What the pipeline builds.
    pub repository: String,
    /// What people call the pipeline.
    pub pipeline_name: String,
    /// The branch that is broken.
    pub branch: String,
    /// Whether that is the pipeline's default branch.
    pub is_default_branch: bool,
    /// When the first red attempt ended.
    pub opened_at: Timestamp,
    /// When the green attempt ended that fixed it; `null` while it fails.
    pub closed_at: Option<Timestamp>,
    /// How many attempts failed in a row.
    pub failures: i64,
    /// The build whose failure opened it.
    pub opened_by: Build,
    /// The build that failed last, or the one that fixed it.
    pub last_build: Build,
    /// The build that succeeded last before it.
    pub last_green: Option<Build>,
    /// The commits since, newest first, at most 20.
    pub suspects: Vec<Suspect>,
    /// The silence that now holds back news of it.
    pub silenced: Option<Silenced>,
    /// Whether the record was corrected and there never was such a breakage; one that was is in no list.
    #[serde(skip)]
    pub retracted: bool,
}

impl From<&Breakage> for Subject {
    fn from(breakage: &Breakage) -> Self {
        Self {
            provider: breakage.provider,
            repository: breakage.repository.clone(),
            pipeline_name: breakage.pipeline_name.clone(),
            branch: breakage.branch.clone(),
            is_default_branch: breakage.is_default_branch,
            opened_at: breakage.opened_at,
            closed_at: breakage.closed_at,
        }
    }
}

/// A commit that may have broken it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Suspect {
    /// Full commit id.
    pub commit_sha: String,
    /// First line of its message.
    pub commit_title: Option<String>,
    /// Login of who set the build off.
    pub actor: Option<String>,
}

/// The silence that holds back news of a breakage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Silenced {
    /// Our id of the silence.
    pub id: i64,
    /// When it ends.
    pub until: Timestamp,
    /// Why it is there.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn verdict(seconds: i64, red: bool) -> Verdict {
        Verdict { place: Place { at: at(seconds), build_id: seconds, attempt: 1 }, red, decided_at: at(seconds) }
    }

    fn stretches(colours: &str) -> Vec<(i64, Option<i64>)> {
        let verdicts = (0..).zip(colours.bytes()).map(|(seconds, colour)| verdict(seconds, colour == b'r')).collect();
        let told = |it: &Stretch| (it.opened_by.build_id, it.closed.map(|(place, _)| place.build_id));
        breakages(verdicts).iter().map(told).collect()
    }

    #[test]
    fn one_runs_from_the_first_red_to_the_first_green_after_it() {
        assert_eq!(stretches(""), []);
        assert_eq!(stretches("gg"), []);
        assert_eq!(stretches("grr"), [(1, None)]);
        assert_eq!(stretches("rrggr"), [(0, Some(2)), (4, None)]);
    }

    #[test]
    fn the_order_is_that_of_the_builds_and_nothing_ends_before_it_begins() {
        let mut first = verdict(1, true);
        first.decided_at = at(9);
        let found = breakages(vec![verdict(2, false), first]);
        assert_eq!(found[0].closed.map(|it| it.1), Some(at(9)));
    }

    #[test]
    fn only_what_was_decided_is_a_verdict() {
        let red: Vec<_> = Status::ALL.into_iter().filter(|it| is_red(*it) == Some(true)).collect();
        assert_eq!(red, [Status::TimedOut, Status::Failure]);
        let none = Status::ALL.into_iter().filter(|it| is_red(*it).is_none()).count();
        assert_eq!(none, Status::ALL.len() - 3);
    }

    #[test]
    fn pull_requests_have_no_verdict() {
        let events = ["pull_request", "pull_request_target", "merge_request_event"];
        assert!(events.into_iter().all(is_of_pull_request));
        assert!(!["push", "schedule"].into_iter().any(is_of_pull_request));
    }
}
