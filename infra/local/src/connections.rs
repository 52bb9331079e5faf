//! The open WebSocket connections of this process, by the ids that the functions know them by.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use bytes::Bytes;
use platform::push::{Posted, Sockets};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How many frames may wait for one client. A client that is so far behind is cut off: it delays nobody, and asks for
/// what it missed when it comes back.
const WAITING: usize = 64;

/// A connection's own end.
pub struct Connection {
    /// What the functions know it by.
    pub id: String,
    /// The frames that are sent to it; their end is the connection's.
    pub frames: mpsc::Receiver<Utf8Bytes>,
    /// Cancelled when the client has fallen too far behind: nothing more will reach it.
    pub cut: CancellationToken,
}

struct Outbox {
    frames: mpsc::Sender<Utf8Bytes>,
    cut: CancellationToken,
}

/// The open connections.
#[derive(Default)]
pub struct Connections {
    open: Mutex<HashMap<String, Outbox>>,
    tasks: TaskTracker,
}

impl Connections {
    /// Opens a connection.
    pub fn open(&self) -> Connection {
        let id = hex::encode(rand::random::<[u8; 12]>());
        let (sender, frames) = mpsc::channel(WAITING);
        let cut = CancellationToken::new();
        self.lock().insert(id.clone(), Outbox { frames: sender, cut: cut.clone() });
        Connection { id, frames, cut }
    }

    /// Closes a connection.
    pub fn close(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Sends a frame; whether there is such a connection and it keeps up.
    pub fn post(&self, id: &str, frame: Utf8Bytes) -> bool {
        let mut open = self.lock();
        let Some(outbox) = open.get(id) else { return false };
        match outbox.frames.try_send(frame) {
            Ok(()) => return true,
            Err(TrySendError::Full(_)) => outbox.cut.cancel(),
            Err(TrySendError::Closed(_)) => {}
        }
        open.remove(id);
        false
    }

    /// Lets [`Connections::end`] wait for what is done over a connection.
    pub async fn keep<F: Future>(&self, work: F) -> F::Output {
        self.tasks.track_future(work).await
    }

    /// Closes all connections and waits until their clients have been told.
    pub async fn end(&self) {
        self.lock().clear();
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Outbox>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sockets for Connections {
    fn post(&self, connection_id: &str, frame: &Bytes) -> Posted {
        let Ok(frame) = Utf8Bytes::try_from(frame.clone()) else { return Posted::Failed };
        if self.post(connection_id, frame) { Posted::Taken } else { Posted::Gone }
    }
}
