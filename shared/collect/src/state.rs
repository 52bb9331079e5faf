//! What is remembered of a source between two polls, in the cursors that also keep two polls apart.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::cursors::Lease;
use store::{Store, StoreError};

use crate::{Collector, Scope, Window};

/// How long a source is left alone when its poll goes silent: longer than a step may take.
const LEASE: Duration = Duration::from_secs(150);
/// How far back a thorough listing goes: a build may be run again, and its webhook lost.
const OVERLAP: SignedDuration = SignedDuration::from_hours(72);
/// How often there is one.
const THOROUGH: SignedDuration = SignedDuration::from_hours(1);
/// How far back any other listing goes before the last: builds may be listed late, and clocks differ.
const SLACK: SignedDuration = SignedDuration::from_hours(1);
/// How much history one slice of the look back has.
const SLICE: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered of a source's live builds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct Live<C: Collector> {
    /// Before this nothing is listed.
    pub(crate) horizon: Timestamp,
    /// Where the collector is in the listing.
    pub(crate) position: C::Position,
    /// A listing that has not come to its end.
    pub(crate) listing: Option<Listing>,
    /// Every build that came to be before this is known.
    pub(crate) complete_until: Option<Timestamp>,
    /// When the last thorough listing began.
    pub(crate) thorough_at: Option<Timestamp>,
}

/// A listing of live builds under way.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Listing {
    pub(crate) scope: Scope,
    pub(crate) began_at: Timestamp,
}

impl<C: Collector> Live<C> {
    /// Nothing is known yet.
    pub(crate) fn new(horizon: Timestamp) -> Self {
        Self { horizon, position: C::Position::default(), listing: None, complete_until: None, thorough_at: None }
    }

    /// The listing to go on with, or a new one. The first one ends where the look back at a source that was first named at
    /// `named_at` begins.
    pub(crate) fn listing(&mut self, now: Timestamp, named_at: Timestamp) -> Listing {
        let thorough = self.thorough_at.is_none_or(|it| now.duration_since(it) >= THOROUGH);
        // Nobody may have polled for longer than the overlap.
        let unknown = self.complete_until.map_or(named_at - OVERLAP, |it| it - SLACK);
        let since = if thorough { unknown.min(now - OVERLAP) } else { unknown };
        let scope = Scope { since: since.max(self.horizon), thorough };
        *self.listing.get_or_insert(Listing { scope, began_at: now })
    }

    /// Notes that the listing has come to its end.
    pub(crate) fn listed(&mut self) {
        if let Some(Listing { scope, began_at }) = self.listing.take() {
            self.complete_until = Some(began_at);
            self.thorough_at = self.thorough_at.max(scope.thorough.then_some(began_at));
        }
    }
}

/// What is remembered of the first look back at a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct Back<C: Collector> {
    /// How far it goes.
    pub(crate) horizon: Timestamp,
    /// How far it has come.
    pub(crate) reached: Timestamp,
    /// Where the collector is in the slice before that.
    pub(crate) position: C::Position,
}

impl<C: Collector> Back<C> {
    /// Begins where the first live listing of a source that was first named at `named_at` ends.
    pub(crate) fn new(horizon: Timestamp, named_at: Timestamp) -> Self {
        Self { horizon, reached: (named_at - OVERLAP).max(horizon), position: C::Position::default() }
    }

    /// The next slice; `None` at the end.
    pub(crate) fn slice(&self) -> Option<Window> {
        let from = (self.reached - SLICE).max(self.horizon);
        (self.reached > self.horizon).then_some(Window { from, until: self.reached })
    }

    /// Notes that a slice is known.
    pub(crate) fn looked_back(&mut self, slice: Window) {
        self.reached = slice.from;
        self.position = C::Position::default();
    }
}

/// What is remembered of the webhooks at a place.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Hooks {
    /// Up to when failed deliveries have been asked for again.
    pub(crate) scanned_until: Option<Timestamp>,
}

impl Hooks {
    /// Whether they are to be looked at again.
    pub(crate) fn is_due(self, now: Timestamp) -> bool {
        self.scanned_until.is_none_or(|it| now.duration_since(it) >= THOROUGH)
    }
}

/// What this poll alone may read: a source, live or backwards, or the webhooks at a place.
pub(crate) struct Held<S> {
    lease: Lease,
    pub(crate) state: S,
}

/// Why a held source cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    #[error("another poll has taken over")]
    Lost,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("what is remembered cannot be written")]
    Json(#[from] serde_json::Error),
}

impl<S: Serialize + DeserializeOwned> Held<S> {
    /// Takes hold of a cursor, with what it remembers or as `fresh`; `None` while another poll has it. What an older
    /// version remembered and this one cannot read is forgotten: the source is read anew, which does no harm.
    pub(crate) async fn take(store: &Store, cursor: &str, fresh: S) -> Result<Option<Self>, StoreError> {
        let Some(lease) = store.lease_cursor_for(cursor, LEASE).await? else { return Ok(None) };
        let state = serde_json::from_str(&lease.position).unwrap_or(fresh);
        Ok(Some(Self { lease, state }))
    }

    /// Keeps what is remembered, and the hold.
    pub(crate) async fn keep(&mut self, store: &Store) -> Result<(), NotKept> {
        let position = serde_json::to_string(&self.state)?;
        if store.advance_cursor(&mut self.lease, position).await? { Ok(()) } else { Err(NotKept::Lost) }
    }

    pub(crate) async fn release(self, store: &Store) -> Result<(), StoreError> {
        store.release_cursor(self.lease).await
    }
}
