//! How a project's pipelines are listed, a step at a time.

use std::collections::BTreeMap;

use domain::{BuildReport, Status};
use jiff::{SignedDuration, Timestamp};
use providers::gitlab::ProjectRef;
use providers::gitlab::api::{self, PipelineRow};
use serde::{Deserialize, Serialize};

use super::{Gitlab, encoded};
use crate::{Failure, Scope, Step, Window};

/// How far back what has been told is listed again: a change may be committed a while after the time that it carries.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// How many pipelines one step asks for.
const AT_ONCE: usize = 3;
/// How many pipelines are remembered as told.
const REMEMBERED: usize = 5_000;

/// Where a listing stands, and what is remembered from one to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    pub(super) project: Option<ProjectRef>,
    pub(super) listing: Option<Listing>,
    /// The latest change that was told, of pipelines and of their children.
    changes: Marks,
    /// The last list of changes that fitted one page.
    seen: Option<Seen>,
    /// Pipelines that were told, by the time of the change.
    told: BTreeMap<i64, Timestamp>,
    /// Pipelines without a time of change that were told, by where they stood.
    undated: BTreeMap<i64, Status>,
}

/// A list of changes that fits one page. It is asked for again as long as it does, so that it can be asked for only if it
/// has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    since: Timestamp,
    etag: String,
    /// The pipelines on it.
    ids: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Marks {
    pipelines: Option<Timestamp>,
    children: Option<Timestamp>,
}

/// A listing under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Listing {
    part: Part,
    parts: Vec<Part>,
    since: Timestamp,
    until: Option<Timestamp>,
    /// The page to read next; the part's first where there is none, unless it is read to its end.
    page: Option<String>,
    is_read: bool,
    /// Whether it has been read to its end, and what changed in the last minutes is read once more.
    #[serde(default)]
    is_closing: bool,
    pending: Vec<PipelineRow>,
    scope: Timestamp,
    branches: BTreeMap<i64, Option<String>>,
}

/// The lists that a listing is made of: GitLab leaves children out of the list of pipelines, and pipelines that have no
/// time of change out of what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Part {
    Changed,
    ChangedChildren,
    Undated,
    Between,
    ChildrenBetween,
}

impl Part {
    pub(super) fn path(self, source: &str, since: Timestamp, until: Option<Timestamp>) -> String {
        let children = matches!(self, Self::ChangedChildren | Self::ChildrenBetween);
        let of = if children { "&source=parent_pipeline" } else { "" };
        let which = match self {
            Self::Changed | Self::ChangedChildren => format!("updated_after={since}&order_by=updated_at&sort=asc"),
            Self::Undated => format!("created_after={since}&order_by=id&sort=desc"),
            Self::Between | Self::ChildrenBetween => {
                // The bounds themselves are in the window, and GitLab leaves them out.
                let until = until.and_then(|it| it.checked_add(SECOND).ok());
                let until = until.map(|it| format!("&created_before={it}")).unwrap_or_default();
                format!("created_after={}{until}&order_by=id&sort=desc", earlier(since, SECOND))
            }
        };
        format!("/projects/{}/pipelines?{which}{of}&per_page=100", encoded(source))
    }

    fn is_by_change(self) -> bool {
        matches!(self, Self::Changed | Self::ChangedChildren)
    }
}

impl Listing {
    /// What changed since the last listing. Children change with their parents, unless somebody sets them off again by
    /// themselves: a thorough listing asks for them in any case.
    pub(super) fn of_changes(position: &Position, scope: Scope) -> Self {
        let parts = if scope.thorough { vec![Part::Undated, Part::ChangedChildren] } else { Vec::new() };
        let begin = || from(position.changes.pipelines, scope.since);
        let since = position.seen.as_ref().map_or_else(begin, |it| it.since);
        Self { scope: scope.since, ..Self::new(Part::Changed, parts, since, None) }
    }

    pub(super) fn between(window: Window) -> Self {
        Self::new(Part::Between, vec![Part::ChildrenBetween], window.from, Some(window.until))
    }

    fn new(part: Part, parts: Vec<Part>, since: Timestamp, until: Option<Timestamp>) -> Self {
        Self {
            part,
            parts,
            since,
            until,
            page: None,
            is_read: false,
            is_closing: false,
            pending: Vec::new(),
            scope: since,
            branches: BTreeMap::new(),
        }
    }

    /// Takes in a page: what is to be asked for of it, and where the next one is.
    fn take(&mut self, source: &str, rows: &[PipelineRow], pending: Vec<PipelineRow>, next: Option<&str>) {
        if self.part == Part::Changed && !pending.is_empty() && !self.parts.contains(&Part::ChangedChildren) {
            self.parts.push(Part::ChangedChildren);
        }
        self.pending = pending;
        let past = |it: &PipelineRow| !self.part.is_by_change() && it.created_at.is_some_and(|it| it < self.since);
        let Some(next) = next.filter(|_| !rows.last().is_some_and(past)) else {
            self.is_read = true;
            return;
        };
        // A pipeline that changes leaves its page, and the next page then begins one further: so the next begins where
        // this one ended in time.
        let last = rows.last().and_then(|it| it.updated_at).map(|it| earlier(it, MILLISECOND));
        self.page = match last.filter(|it| self.part.is_by_change() && *it > self.since) {
            Some(last) => {
                self.since = last;
                Some(self.part.path(source, last, None))
            }
            None => Some(next.to_owned()),
        };
    }

    /// Reads the changes of the last minutes once more where their list was too long for one page: it is the one to ask
    /// for again.
    fn close(&mut self, position: &mut Position) {
        let begin = from(position.changes.pipelines, self.since);
        if self.part != Part::Changed || !self.is_read || self.since <= begin {
            return;
        }
        position.seen = None;
        if !self.is_closing {
            (self.since, self.page, self.is_read, self.is_closing) = (begin, None, false, true);
        }
    }

    /// Whether there is a further part to read.
    fn goes_on(&mut self, changes: Marks) -> bool {
        let Some(part) = self.parts.pop() else { return false };
        (self.part, self.page, self.is_read) = (part, None, false);
        if self.until.is_none() {
            self.since = if part == Part::ChangedChildren { from(changes.children, self.scope) } else { self.scope };
        }
        true
    }
}

impl Position {
    /// Whether a pipeline of a list stands as it was told.
    fn is_told(&self, part: Part, row: &PipelineRow) -> bool {
        match (part, row.updated_at) {
            (Part::Changed | Part::ChangedChildren, Some(updated_at)) => self.told.get(&row.id) >= Some(&updated_at),
            (Part::Undated, None) => self.undated.get(&row.id) == Some(&row.status),
            (Part::Undated, Some(_)) => true,
            _ => false,
        }
    }

    fn tell(&mut self, row: &PipelineRow) {
        match row.updated_at {
            Some(updated_at) => {
                let told = self.told.entry(row.id).or_insert(updated_at);
                *told = updated_at.max(*told);
            }
            None => drop(self.undated.insert(row.id, row.status)),
        }
    }

    /// Ends a part: the next listing begins at the latest change that this one listed.
    fn mark(&mut self, part: Part, listed: Option<Timestamp>) {
        match part {
            Part::Changed => self.changes.pipelines = self.changes.pipelines.max(listed),
            Part::ChangedChildren => self.changes.children = self.changes.children.max(listed),
            _ => {}
        }
    }

    fn forget(&mut self, before: Timestamp) {
        let marks = [self.changes.pipelines, self.changes.children].map(|it| from(it, before));
        let begin = marks.into_iter().chain(self.seen.as_ref().map(|it| it.since)).min();
        self.told.retain(|_, at| Some(*at) >= begin);
        while self.told.len() > REMEMBERED {
            self.told.pop_first();
        }
        while self.undated.len() > REMEMBERED {
            self.undated.pop_first();
        }
    }
}

impl Gitlab {
    /// Reads a page, or asks for the next few pipelines of one that was read.
    pub(super) async fn step(&self, source: &str, position: &mut Position) -> Result<Step, Failure> {
        let mut step = Step::default();
        let Some(mut listing) = position.listing.take() else { return Ok(Step { done: true, ..step }) };
        if listing.pending.is_empty() {
            step.unchanged = self.read_page(source, position, &mut listing).await?;
        } else {
            for row in listing.pending.drain(..AT_ONCE.min(listing.pending.len())) {
                let found = self.unless_gone(source, position.project.as_ref(), &row, &mut listing.branches).await?;
                // The list may know of a later change than the answer: then it is asked for again.
                position.tell(found.as_ref().map_or(&row, |(row, _)| row));
                step.reports.extend(found.map(|(_, report)| report));
            }
        }
        while listing.pending.is_empty() && listing.is_read {
            if !listing.goes_on(position.changes) {
                position.forget(listing.scope);
                return Ok(Step { done: true, ..step });
            }
        }
        position.listing = Some(listing);
        Ok(step)
    }

    /// Reads a page of a list, and answers the pipelines on it that stand as they were told.
    async fn read_page(
        &self,
        source: &str,
        position: &mut Position,
        listing: &mut Listing,
    ) -> Result<Vec<String>, Failure> {
        let first = listing.part.path(source, listing.since, listing.until);
        let path = listing.page.clone().unwrap_or_else(|| first.clone());
        let is_of_changes = listing.part == Part::Changed && path == first;
        let seen = position.seen.as_ref().filter(|it| is_of_changes && it.since == listing.since);
        let Some(answer) = self.client.get_if_changed(&path, seen.map(|it| it.etag.as_str())).await? else {
            listing.is_read = true;
            return Ok(seen.map(|it| it.ids.clone()).unwrap_or_default());
        };
        let rows = api::pipelines(&answer.body)?;
        let (told, pending): (Vec<_>, Vec<_>) = rows.iter().cloned().partition(|it| position.is_told(listing.part, it));
        let ids = |rows: &[PipelineRow]| rows.iter().map(|it| it.id.to_string()).collect();
        if listing.part == Part::Changed {
            let etag = answer.etag().filter(|_| is_of_changes && answer.next().is_none());
            position.seen = etag.map(|it| Seen { since: listing.since, etag: it.to_owned(), ids: ids(&rows) });
        }
        position.mark(listing.part, rows.iter().filter_map(|it| it.updated_at).max());
        listing.take(source, &rows, pending, answer.next());
        listing.close(position);
        Ok(ids(&told))
    }

    /// A pipeline of a list, unless it has been deleted since.
    pub(super) async fn unless_gone(
        &self,
        source: &str,
        project: Option<&ProjectRef>,
        row: &PipelineRow,
        branches: &mut BTreeMap<i64, Option<String>>,
    ) -> Result<Option<(PipelineRow, BuildReport)>, Failure> {
        match self.pipeline(source, project, &row.id.to_string(), branches).await {
            Ok(found) => Ok(Some(found)),
            Err(failure) if failure.is_gone() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

/// Where a listing of changes begins: where the last one ended, however long ago.
fn from(mark: Option<Timestamp>, scope: Timestamp) -> Timestamp {
    mark.map_or(scope, |it| earlier(it, OVERLAP))
}

fn earlier(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_sub(by).unwrap_or(time)
}
