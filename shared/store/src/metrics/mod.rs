//! Metrics over a window of time.

mod insights;
mod pipeline;
mod ranking;
mod scope;
mod window;

pub use insights::{Flaky, Slower};
pub use pipeline::{BranchHealth, LastBuild, Numbers, SlowJob, Streak};
pub use ranking::Ranked;
pub use window::{MetricsFilter, Overview, Point, Range, Summary, Windows};

use tokio_postgres::Row;

use crate::StoreError;
use crate::row::get;

/// How long an attempt took, in seconds.
const SECONDS: &str = "coalesce(a.duration_seconds, extract(epoch from a.finished_at - a.started_at)::float8)";

/// Median and 95th percentile, as one array.
fn percentiles(row: &Row, column: &str) -> Result<[Option<f64>; 2], StoreError> {
    let values: Option<Vec<Option<f64>>> = get(row, column)?;
    let value = |n: usize| values.as_ref().and_then(|it| it.get(n).copied().flatten());
    Ok([value(0), value(1)])
}
