//! Draining the change feed to all connections.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use platform::push::{Posted, Push};
use store::Store;
use store::changes::{Change, FeedCursor};
use store::connections::Connection;
use store::cursors::Lease;
use store::page::Page;

use crate::frame::{self, Filters};

/// How many changes are read at once. Where more than that wait, clients are better off asking for their pages anew.
const BATCH: i64 = 500;
/// How many frames are on their way at once.
const IN_FLIGHT: usize = 64;
/// How long to wait for another reader of the feed, or for an older transaction to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long between two looks while waiting.
const PAUSE: Duration = Duration::from_millis(10);

/// How far the feed was told.
pub(crate) enum Drained {
    /// As far as was asked.
    Told,
    /// Not so far yet, and by what it is held.
    Held(&'static str),
}

/// Pushes the feed at least as far as the transition with the id `newest`, unless it is held back for longer than a call
/// may wait.
pub(crate) async fn until(store: &Store, push: &Push, newest: i64) -> anyhow::Result<Drained> {
    let Ok(lease) = tokio::time::timeout(PATIENCE, lease(store)).await else {
        return Ok(Drained::Held("another reader keeps its cursor"));
    };
    let mut drain = Drain { store, socket: push, lease: lease? };
    let drained = tokio::time::timeout(PATIENCE, drain.until(newest)).await;
    store.release_cursor(drain.lease).await?;
    match drained {
        Ok(told) => told.map(|()| Drained::Told),
        Err(_) => Ok(Drained::Held("an older transaction is still running")),
    }
}

async fn lease(store: &Store) -> anyhow::Result<Lease> {
    loop {
        if let Some(lease) = store.lease_cursor("push").await? {
            return Ok(lease);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

struct Drain<'a> {
    store: &'a Store,
    socket: &'a Push,
    lease: Lease,
}

impl Drain<'_> {
    async fn until(&mut self, newest: i64) -> anyhow::Result<()> {
        let mut at = self.position()?;
        loop {
            let page = self.store.changes(at, BATCH).await?.context("the feed's cursor is from another database")?;
            let moved = self.push(at, &page).await?;
            if let Some(moved) = moved {
                at = moved;
                // Kept when the lease is given back, which mostly follows at once.
                self.lease.position = at.to_string();
            }
            let is_there = page.items.iter().any(|it| it.cursor.transition_id() == newest);
            if !page.more && (is_there || self.store.is_past(at, newest).await?) {
                return Ok(());
            }
            if moved.is_some() {
                let held = self.store.advance_cursor(&mut self.lease, at.to_string()).await?;
                ensure!(held, "the lease of the feed was lost");
            } else {
                // An older transaction that is still running hides what is newer than it is.
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Tells every connection the changes that follow `at`; where the feed has been told to then.
    async fn push(&self, at: FeedCursor, page: &Page<Change>) -> anyhow::Result<Option<FeedCursor>> {
        let Some(last) = page.items.last().map(|it| it.cursor) else { return Ok(None) };
        let connections = self.store.connections().await?;
        if page.more {
            let end = self.store.feed_end().await?;
            self.send(&connections, |_| vec![frame::refetch(end)]).await?;
            return Ok(Some(end));
        }
        self.send(&connections, |filters| frame::builds(at, &page.items, filters)).await?;
        Ok(Some(last))
    }

    /// Where the last push ended. The first one begins at the feed's beginning.
    fn position(&self) -> anyhow::Result<FeedCursor> {
        if self.lease.position.is_empty() {
            return Ok(FeedCursor::default());
        }
        self.lease.position.parse().context("the feed's cursor cannot be read")
    }

    /// Sends every connection its frames, many connections at once, and forgets those that are gone.
    async fn send(&self, connections: &[Connection], frames: impl Fn(&Filters) -> Vec<String>) -> anyhow::Result<()> {
        let mut made: HashMap<String, Arc<[Bytes]>> = HashMap::new();
        let mut posts = Vec::with_capacity(connections.len());
        for connection in connections {
            let read = || frames(&Filters::read(&connection.filters)).into_iter().map(Bytes::from).collect();
            let frames = made.entry(connection.filters.to_string()).or_insert_with(read).clone();
            posts.push(self.post(connection, frames));
        }
        let gone: Vec<Option<String>> = stream::iter(posts).buffer_unordered(IN_FLIGHT).collect().await;
        let gone: Vec<String> = gone.into_iter().flatten().collect();
        if !gone.is_empty() {
            self.store.close_connections(&gone).await?;
        }
        Ok(())
    }

    /// Sends one connection its frames in order; its id if it is gone.
    async fn post(&self, connection: &Connection, frames: Arc<[Bytes]>) -> Option<String> {
        for frame in frames.iter() {
            match self.socket.post(&connection.id, frame).await {
                Posted::Taken => {}
                Posted::Gone => return Some(connection.id.clone()),
                Posted::Failed => return None,
            }
        }
        None
    }
}
