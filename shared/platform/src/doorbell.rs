//! The doorbell: a queue message that says that rows wait.
//!
//! The rows are the truth and the ring is a hint: a lost ring makes something late, never lost. So rings that come while
//! one is on its way are answered by a single further one, and a ring that fails is only logged.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::queue::{LONGEST_DELAY, Queue};

/// How long between two rings that nobody waits for: each takes all that is due, so more would only cost.
const PAUSE: Duration = Duration::from_millis(5);
/// How many rows that have come in a pause mean that more are on their way.
const MANY: usize = 3;
/// How long a pause goes on then: what is pushed for one ring costs about the same for one row and for many, and takes
/// its time from the rows that come.
const LONG_PAUSE: Duration = Duration::from_millis(55);

/// What a ring says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// Version of this message's shape.
    pub v: u8,
    /// A row of the outbox that waits. There may be more: whoever hears the ring takes all that are due.
    pub outbox_id: i64,
}

/// Rings the notifier's queue.
#[derive(Clone)]
pub struct Doorbell {
    queue: Queue,
    /// How many rows have yet to be rung for.
    waiting: Arc<AtomicUsize>,
    sending: Arc<Mutex<()>>,
    in_background: bool,
}

impl Doorbell {
    /// A doorbell at `queue` that is waited for: a Lambda function is frozen when it has answered.
    pub fn new(queue: Queue) -> Self {
        Self { queue, waiting: Arc::default(), sending: Arc::default(), in_background: false }
    }

    /// A doorbell at `queue` that nobody waits for: for a process that goes on after it has answered.
    pub fn in_background(queue: Queue) -> Self {
        Self { in_background: true, ..Self::new(queue) }
    }

    /// Rings for the row `outbox_id`. Where rings are waited for, it returns when one that began after this call has
    /// been sent or has failed.
    pub async fn ring(&self, outbox_id: i64) {
        let is_first = self.waiting.fetch_add(1, Ordering::AcqRel) == 0;
        if self.in_background {
            // Else a task is on its way already, and will ring for this row too.
            if is_first {
                let bell = self.clone();
                tokio::spawn(async move { bell.send(outbox_id).await });
            }
        } else {
            self.send(outbox_id).await;
        }
    }

    /// Rings for the row `outbox_id` when `delay` has passed; a longer one than a queue can wait for is left to the
    /// sweeper.
    pub async fn ring_after(&self, delay: Duration, outbox_id: i64) {
        if delay <= LONGEST_DELAY
            && let Err(error) = self.queue.send_after(delay, &Ring { v: 1, outbox_id }).await
        {
            tracing::warn!(error = format!("{error:#}"), outbox.id = outbox_id, "the doorbell did not ring");
        }
    }

    async fn send(&self, outbox_id: i64) {
        let _turn = self.sending.lock().await;
        if self.waiting.swap(0, Ordering::AcqRel) == 0 {
            return;
        }
        if let Err(error) = self.queue.send(&Ring { v: 1, outbox_id }).await {
            tracing::warn!(error = format!("{error:#}"), outbox.id = outbox_id, "the doorbell did not ring");
        }
        if self.in_background {
            tokio::time::sleep(PAUSE).await;
            if self.waiting.load(Ordering::Acquire) >= MANY {
                tokio::time::sleep(LONG_PAUSE).await;
            }
        }
    }
}
