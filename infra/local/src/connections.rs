//! The open WebSocket connections of this process, by the ids that the functions know them by.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc;

/// How many frames may wait for one client. A client that is so far behind is cut off: it delays nobody, and asks for
/// what it missed when it comes back.
const WAITING: usize = 64;

/// The open connections.
#[derive(Default)]
pub struct Connections(Mutex<HashMap<String, mpsc::Sender<String>>>);

impl Connections {
    /// Opens a connection: its new id, and the frames that are sent to it.
    pub fn open(&self) -> (String, mpsc::Receiver<String>) {
        let id = hex::encode(rand::random::<[u8; 12]>());
        let (sender, receiver) = mpsc::channel(WAITING);
        self.lock().insert(id.clone(), sender);
        (id, receiver)
    }

    /// Closes a connection.
    pub fn close(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Closes all connections.
    pub fn close_all(&self) {
        self.lock().clear();
    }

    /// Sends a frame; whether there is such a connection and it keeps up.
    pub fn post(&self, id: &str, frame: String) -> bool {
        let mut connections = self.lock();
        let taken = connections.get(id).is_some_and(|it| it.try_send(frame).is_ok());
        if !taken {
            connections.remove(id);
        }
        taken
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::Sender<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
