//! The queues of the local host: kept in this process, and on disk where a message is more than a hint.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::Notify;

use crate::queue::{Message, Queue, Rules};

/// A queue with its dead letters.
pub struct Channel {
    queue: Mutex<Queue>,
    /// Where messages are kept; nowhere for hints.
    folder: Option<PathBuf>,
    next: AtomicU64,
    sent: Notify,
}

impl Channel {
    /// A queue whose messages are hints and may be lost with the process.
    pub fn of_hints(rules: Rules) -> Self {
        Self { queue: Mutex::new(Queue::new(rules)), folder: None, next: AtomicU64::new(0), sent: Notify::new() }
    }

    /// A queue whose messages are on disk before a send is answered, and what an earlier process left in it.
    pub fn on_disk(rules: Rules, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(folder.join("dead")).with_context(|| format!("{} cannot be made", folder.display()))?;
        let mut queue = Queue::new(rules);
        let mut next = 0;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if let Some(id) = path.file_name().and_then(|it| it.to_str()?.strip_suffix(".json")) {
                next = next.max(id.parse::<u64>().unwrap_or(0) + 1);
                queue.send(id.to_owned(), fs::read_to_string(&path)?, Instant::now());
            }
        }
        Ok(Self { queue: Mutex::new(queue), folder: Some(folder), next: AtomicU64::new(next), sent: Notify::new() })
    }

    /// Takes a message in; on disk when it returns, where this queue keeps messages there. Blocks on the disk.
    pub fn send(&self, body: String) -> Result<String> {
        let id = format!("{:020}", self.next.fetch_add(1, Ordering::Relaxed));
        if let Some(folder) = &self.folder {
            write(folder, &id, &body).context("a message cannot be written to disk")?;
        }
        self.lock().send(id.clone(), body, Instant::now());
        self.sent.notify_one();
        Ok(id)
    }

    /// Waits until there are messages, and hands out at most `limit`.
    pub async fn receive(&self, limit: usize) -> Vec<Message> {
        /// How often to look for messages that have become visible again.
        const LOOK: Duration = Duration::from_millis(500);
        loop {
            self.bury();
            let messages = self.lock().receive(limit, Instant::now());
            if !messages.is_empty() {
                return messages;
            }
            let _ = tokio::time::timeout(LOOK, self.sent.notified()).await;
        }
    }

    /// Forgets a message that is done.
    pub fn delete(&self, id: &str) {
        self.lock().delete(id);
        if let Some(folder) = &self.folder
            && let Err(error) = fs::remove_file(folder.join(format!("{id}.json")))
        {
            tracing::warn!(message.id = id, error = error.to_string(), "a message that is done is still on disk");
        }
    }

    /// Hands a message that failed out again after a time.
    pub fn give_back(&self, message: &Message, after: Duration) {
        self.lock().give_back(&message.id, after, Instant::now());
    }

    fn bury(&self) {
        let dead = self.lock().dead(Instant::now());
        for (id, _) in dead {
            tracing::error!(message.id = id, "a message has failed too often and is a dead letter now");
            if let Some(folder) = &self.folder {
                let name = format!("{id}.json");
                if let Err(error) = fs::rename(folder.join(&name), folder.join("dead").join(&name)) {
                    tracing::error!(message.id = id, error = error.to_string(), "a dead letter could not be moved");
                }
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Writes a message so that it is whole or not there, also after a power cut.
fn write(folder: &Path, id: &str, body: &str) -> Result<()> {
    let part = folder.join(format!("{id}.part"));
    let mut file = File::create(&part)?;
    file.write_all(body.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, folder.join(format!("{id}.json")))?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// The queues by name.
pub type Queues = HashMap<&'static str, Channel>;
