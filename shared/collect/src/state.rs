//! What is remembered of a source between two polls, in the cursor that also keeps two polls apart.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
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

/// What is remembered of a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct State<C: Collector> {
    /// How far back the first look goes.
    pub(crate) horizon: Timestamp,
    /// Where the collector is in the live listing.
    pub(crate) live: C::Position,
    /// A live listing that has not come to its end.
    pub(crate) listing: Option<Listing>,
    /// Every build that came to be before this is known.
    pub(crate) complete_until: Option<Timestamp>,
    /// When the last thorough listing began.
    pub(crate) thorough_at: Option<Timestamp>,
    /// How far back the first look has come.
    pub(crate) reached: Timestamp,
    /// Where the collector is in the slice before that.
    pub(crate) back: C::Position,
}

/// A live listing under way.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Listing {
    pub(crate) scope: Scope,
    pub(crate) began_at: Timestamp,
}

impl<C: Collector> State<C> {
    /// Nothing is known yet, and the first look goes back to `horizon`.
    pub(crate) fn new(horizon: Timestamp, now: Timestamp) -> Self {
        Self {
            horizon,
            live: C::Position::default(),
            listing: None,
            complete_until: None,
            thorough_at: None,
            reached: (now - OVERLAP).max(horizon),
            back: C::Position::default(),
        }
    }

    /// The live listing to go on with, or a new one.
    pub(crate) fn listing(&mut self, now: Timestamp) -> Listing {
        let thorough = self.thorough_at.is_none_or(|it| now.duration_since(it) >= THOROUGH);
        let since = if thorough { now - OVERLAP } else { self.complete_until.map_or(now - OVERLAP, |it| it - SLACK) };
        let scope = Scope { since: since.max(self.horizon), thorough };
        *self.listing.get_or_insert(Listing { scope, began_at: now })
    }

    /// Notes that the live listing has come to its end.
    pub(crate) fn listed(&mut self) {
        if let Some(Listing { scope, began_at }) = self.listing.take() {
            self.complete_until = Some(began_at);
            self.thorough_at = self.thorough_at.max(scope.thorough.then_some(began_at));
        }
    }

    /// The next slice of the look back; `None` at its end.
    pub(crate) fn slice(&self) -> Option<Window> {
        let from = (self.reached - SLICE).max(self.horizon);
        (self.reached > self.horizon).then_some(Window { from, until: self.reached })
    }

    /// Notes that a slice is known.
    pub(crate) fn looked_back(&mut self, slice: Window) {
        self.reached = slice.from;
        self.back = C::Position::default();
    }
}

/// A source that this poll alone may read.
pub(crate) struct Held<C: Collector> {
    lease: Lease,
    pub(crate) state: State<C>,
}

/// Why a held source cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    #[error("another poll has taken the source over")]
    Lost,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("what is remembered of a source cannot be written")]
    Json(#[from] serde_json::Error),
}

impl<C: Collector> Held<C> {
    /// Takes hold of a source; `None` while another poll has it. What an older version remembered and this one cannot
    /// read is forgotten: the source is read anew, which does no harm.
    pub(crate) async fn take(
        store: &Store,
        source: &str,
        horizon: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let name = format!("poll:{}:{source}", C::PROVIDER);
        let Some(lease) = store.lease_cursor_for(&name, LEASE).await? else { return Ok(None) };
        let state = serde_json::from_str(&lease.position).unwrap_or_else(|_| State::new(horizon, now));
        // The configuration may have changed how far back the first look goes.
        Ok(Some(Self { lease, state: State { horizon, ..state } }))
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
