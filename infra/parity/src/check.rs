//! What the stories say, and how they wait.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How often is looked whether something has come.
const LOOK: Duration = Duration::from_millis(200);

/// Tells a story's name when it begins, and when it has ended how long it took.
pub(crate) struct Story {
    name: &'static str,
    began: Instant,
}

impl Story {
    /// Begins.
    pub(crate) fn begin(name: &'static str) -> Self {
        Self { name, began: Instant::now() }
    }

    /// Ends well.
    #[expect(clippy::print_stdout, reason = "this program talks to a person")]
    pub(crate) fn end(self) {
        println!("  {:>6.1} s  {}", self.began.elapsed().as_secs_f64(), self.name);
    }
}

/// Looks until `look` finds something; fails after `limit`, which is a bound and no measure.
pub(crate) async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let looked = async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(limit, looked).await.with_context(|| format!("waited in vain for {what}"))?
}
