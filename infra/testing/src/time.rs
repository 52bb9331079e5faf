//! Time that passes when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A clock that can be put forward. Its copies go together.
#[derive(Clone, Debug)]
pub struct Clock {
    begun: Instant,
    ahead_ms: Arc<AtomicU64>,
}

impl Clock {
    /// The time since the clock was made, and all that it was put forward.
    pub fn now(&self) -> Duration {
        self.begun.elapsed() + Duration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// Puts it forward.
    ///
    /// # Panics
    /// By more than a machine lasts.
    pub fn forward(&self, by: Duration) {
        self.ahead_ms.fetch_add(u64::try_from(by.as_millis()).expect("a span of time"), Ordering::SeqCst);
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self { begun: Instant::now(), ahead_ms: Arc::default() }
    }
}
