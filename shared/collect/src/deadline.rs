//! When a poll is to end.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

/// When a poll begins nothing more: at a time, or when its process is stopped.
#[derive(Clone, Debug)]
pub struct Deadline {
    at: Instant,
    stop: CancellationToken,
}

impl Deadline {
    /// Ends at `at`.
    pub fn at(at: Instant) -> Self {
        Self::or_stop(at, CancellationToken::new())
    }

    /// Ends at `at`, or when `stop` is cancelled.
    pub fn or_stop(at: Instant, stop: CancellationToken) -> Self {
        Self { at, stop }
    }

    /// Whether it has come.
    pub fn is_over(&self) -> bool {
        self.stop.is_cancelled() || Instant::now() >= self.at
    }
}
