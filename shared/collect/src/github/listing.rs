//! Lists of runs: the newest ones live, and those of a window of time.
//!
//! GitHub lists runs newest first and has no filter for what has changed. A question that narrows gives at most a
//! thousand results, so a window is halved until it has fewer; the windows do not move while new runs come, as pages of
//! an open list do.

use jiff::{SignedDuration, Timestamp};
use providers::github::api::{self, RunRow, Runs};
use serde::{Deserialize, Serialize};

use super::{Github, PAGE, Position};
use crate::{Answer, Failure, Scope, Step, Window};

/// How many results GitHub gives to a question that narrows.
const CAP: i64 = 1_000;

/// Where a listing is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Listing {
    /// Windows that are still to be read, the next one last.
    windows: Vec<Window>,
    /// The next page of the window that is being read.
    page: Option<String>,
    /// Down to where the first page must reach when it is read again: the newest run that it had before.
    floor: Option<Timestamp>,
    /// Whether the windows have been laid out.
    begun: bool,
}

impl Github {
    /// Reads the first page, then what lies between it and `scope.since`, then the first page again, for what has come in
    /// the meantime.
    pub(super) async fn list_live(&self, source: &str, scope: Scope, position: &mut Position) -> Result<Step, Failure> {
        if !position.listing.windows.is_empty() {
            let mut step = self.read_window(source, position).await?;
            step.done = false;
            return Ok(step);
        }
        let is_again = position.listing.floor.is_some();
        if scope.thorough && !is_again {
            self.ask_repository(source, position).await?;
        }
        let repository = position.full_name.clone().unwrap_or_else(|| source.to_owned());
        let path = format!("/repos/{repository}/actions/runs?per_page={PAGE}&exclude_pull_requests=true");
        let etag = position.etag.clone().filter(|_| is_again || !scope.thorough);
        let Some(answer) = self.client.get_if_changed(&path, etag.as_deref()).await? else {
            position.listing = Listing::default();
            return Ok(Step { unchanged: position.open.clone(), done: true, ..Step::default() });
        };
        let page = api::runs(&answer.body)?;
        position.etag = answer.etag().map(str::to_owned);
        position.open = page.runs.iter().filter(|it| !it.status.is_terminal()).map(|it| it.id.to_string()).collect();

        let floor = position.listing.floor.unwrap_or(scope.since);
        let oldest = page.runs.iter().filter_map(|it| it.created_at).min();
        let newest = page.runs.iter().filter_map(|it| it.created_at).max();
        position.listing = match oldest {
            Some(oldest) if answer.next().is_some() && oldest >= floor => {
                Listing { windows: vec![Window { from: floor, until: oldest }], floor: newest, ..Listing::default() }
            }
            _ => Listing::default(),
        };
        let done = position.listing.windows.is_empty();
        Ok(Step { done, ..self.step(source, position, &page).await? })
    }

    /// Reads the runs that came to be in a window.
    pub(super) async fn list_window(
        &self,
        source: &str,
        window: Window,
        position: &mut Position,
    ) -> Result<Step, Failure> {
        if !position.listing.begun {
            position.listing = Listing { windows: vec![window], begun: true, ..Listing::default() };
        }
        self.read_window(source, position).await
    }

    /// Reads one page of the windows that are left.
    async fn read_window(&self, source: &str, position: &mut Position) -> Result<Step, Failure> {
        let Some(window) = position.listing.windows.last().copied() else {
            return Ok(Step { done: true, ..Step::default() });
        };
        let repository = position.full_name.as_deref().unwrap_or(source);
        let first = position.listing.page.is_none();
        let path = position.listing.page.take().unwrap_or_else(|| {
            let Window { from, until } = window;
            format!("/repos/{repository}/actions/runs?per_page={PAGE}&exclude_pull_requests=true&created={from:.0}..{until:.0}")
        });
        let answer = self.client.get(&path).await?;
        let page = api::runs(&answer.body)?;
        position.listing.turn(window, &answer, if first { page.total } else { 0 });
        let done = position.listing.windows.is_empty();
        Ok(Step { done, ..self.step(source, position, &page).await? })
    }

    async fn step(&self, source: &str, position: &Position, page: &Runs) -> Result<Step, Failure> {
        let repository = position.full_name.as_deref().unwrap_or(source);
        let workflows = self.workflows(repository, &page.runs).await?;
        let branch = position.default_branch.as_deref();
        let report = |it: &RunRow| match it.report(&workflows, branch) {
            Ok(report) => Some(report),
            Err(error) => {
                tracing::warn!(source, run.id = it.id, error = error.to_string(), "a run cannot be read");
                None
            }
        };
        Ok(Step {
            reports: page.runs.iter().filter_map(report).collect(),
            repository: position.full_name.clone().filter(|it| it != source),
            ..Step::default()
        })
    }

    /// What the repository is called now, and its default branch. Runs may be told where this is not: whether the
    /// repository is there its runs say.
    async fn ask_repository(&self, source: &str, position: &mut Position) -> Result<(), Failure> {
        let name = position.full_name.as_deref().unwrap_or(source);
        match self.get(&format!("/repos/{name}")).await {
            Ok(body) => {
                let row = api::repository(&body)?;
                position.full_name = Some(row.full_name);
                position.default_branch = row.default_branch;
                Ok(())
            }
            Err(Failure::NotFound | Failure::Forbidden) => Ok(()),
            Err(failure) => Err(failure),
        }
    }
}

impl Listing {
    /// Goes on to the next page, to the halves of a window that has too much, or to the next window.
    fn turn(&mut self, window: Window, answer: &Answer, total: i64) {
        if total > CAP
            && let Some((older, newer)) = halves(window)
        {
            self.windows.pop();
            self.windows.extend([older, newer]);
            return;
        }
        self.page = answer.next().map(str::to_owned);
        if self.page.is_none() {
            self.windows.pop();
        }
    }
}

/// The halves of a window on whole seconds, which do not overlap; `None` where it is one second long.
fn halves(Window { from, until }: Window) -> Option<(Window, Window)> {
    let (first, last) = (from.as_second(), until.as_second());
    let middle = Timestamp::from_second(first + (last - first) / 2).ok()?;
    let next = middle + SignedDuration::from_secs(1);
    (first < last).then_some((Window { from, until: middle }, Window { from: next, until }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_halves_of_a_window_meet_and_do_not_overlap() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let window = |from, until| Window { from: at(from), until: at(until) };
        assert_eq!(halves(window(0, 9)), Some((window(0, 4), window(5, 9))));
        assert_eq!(halves(window(0, 1)), Some((window(0, 0), window(1, 1))));
        assert_eq!(halves(window(3, 3)), None);
    }
}
