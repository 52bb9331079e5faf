//! The queues of the local host: kept in this process, and on disk where a message is more than a hint.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::Notify;

use crate::queue::{Message, Queue, Rules};

/// A queue with its dead letters.
pub struct Channel {
    queue: Mutex<Queue>,
    /// Where messages are kept; nowhere for hints. The bodies of kept messages stay there until they are handed out.
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
        let dead = folder.join("dead");
        fs::create_dir_all(&dead).with_context(|| format!("{} cannot be made", folder.display()))?;
        let mut queue = Queue::new(rules);
        let waiting = ids(&folder)?;
        // A number is given once, so that a dead letter is never written over.
        let last = waiting.iter().chain(&ids(&dead)?).filter_map(|it| it.parse::<u64>().ok()).max();
        let next = AtomicU64::new(last.map_or(0, |it| it + 1));
        for id in waiting {
            queue.send(id, String::new(), Instant::now());
        }
        Ok(Self { queue: Mutex::new(queue), folder: Some(folder), next, sent: Notify::new() })
    }

    /// Takes a message in; on disk when it returns, where this queue keeps messages there. Blocks on the disk.
    pub fn send(&self, body: String) -> Result<String> {
        self.send_after(Duration::ZERO, body)
    }

    /// The same, but nobody is handed the message before `delay` has passed.
    pub fn send_after(&self, delay: Duration, body: String) -> Result<String> {
        let id = format!("{:020}", self.next.fetch_add(1, Ordering::Relaxed));
        let body = match &self.folder {
            Some(folder) => {
                write(folder, &id, &body).context("a message cannot be written to disk")?;
                String::new()
            }
            None => body,
        };
        self.lock().send(id.clone(), body, Instant::now() + delay);
        self.sent.notify_one();
        Ok(id)
    }

    /// Waits until there are messages, and hands out at most `limit`.
    pub async fn receive(&self, limit: usize) -> Vec<Message> {
        /// How often to look for messages that have become visible again.
        const LOOK: Duration = Duration::from_millis(500);
        loop {
            self.bury();
            let mut messages = self.lock().receive(limit, Instant::now());
            messages.retain_mut(|it| self.read(it));
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
            && let Err(error) = fs::remove_file(file(folder, id))
        {
            tracing::warn!(message.id = id, error = error.to_string(), "a message that is done is still on disk");
        }
    }

    /// Hands a message that failed out again after a time.
    pub fn give_back(&self, id: &str, after: Duration) {
        self.lock().give_back(id, after, Instant::now());
    }

    /// Takes a message's body from disk; one that cannot be read comes again, as if it had failed.
    fn read(&self, message: &mut Message) -> bool {
        let Some(folder) = &self.folder else { return true };
        match fs::read_to_string(file(folder, &message.id)) {
            Ok(body) => message.body = body,
            Err(error) => {
                tracing::error!(message.id = message.id, error = error.to_string(), "a message cannot be read");
                return false;
            }
        }
        true
    }

    fn bury(&self) {
        let dead = self.lock().dead(Instant::now());
        for id in dead {
            tracing::error!(message.id = id, "a message has failed too often and is a dead letter now");
            if let Some(folder) = &self.folder
                && let Err(error) = fs::rename(file(folder, &id), file(&folder.join("dead"), &id))
            {
                tracing::error!(message.id = id, error = error.to_string(), "a dead letter could not be moved");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// The ids of the messages in a folder. What a process that died has half written is removed: its send was never
/// answered.
fn ids(folder: &Path) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let part = |it: Option<&OsStr>| it.and_then(OsStr::to_str).unwrap_or_default().to_owned();
        match part(path.extension()).as_str() {
            "json" => ids.push(part(path.file_stem())),
            "part" => fs::remove_file(&path)?,
            _ => {}
        }
    }
    Ok(ids)
}

/// Writes a message so that it is whole or not there, also after a power cut.
fn write(folder: &Path, id: &str, body: &str) -> Result<()> {
    let part = folder.join(format!("{id}.part"));
    let mut new = File::create(&part)?;
    new.write_all(body.as_bytes())?;
    new.sync_all()?;
    fs::rename(&part, file(folder, id))?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// The queues by name.
pub type Queues = HashMap<&'static str, Channel>;
