//! Metrics over a window of time.

mod insights;
mod pipeline;
mod ranking;
mod window;

pub use insights::{Flaky, Slower};
pub use pipeline::{BranchHealth, LastBuild, Numbers, SlowJob, Streak};
pub use ranking::Ranked;
pub use window::{MetricsFilter, Overview, Point, Range, Summary, Windows};

/// Whether a build's status says how its pipeline fares.
const DECIDED: &str = "b.status in ('success', 'failure', 'timed_out')";

/// How long an attempt took, in seconds.
const SECONDS: &str = "coalesce(a.duration_seconds, extract(epoch from a.finished_at - a.started_at)::float8)";
