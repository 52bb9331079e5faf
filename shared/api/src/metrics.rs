//! Answers of the routes of metrics. Rates are from 0 to 1, times in seconds unless a name says otherwise.

use domain::rates::Interval;
use domain::regression::Part;
use domain::{Build, Pipeline, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Window {
    /// Where it begins; belongs to it.
    pub from: Timestamp,
    /// Where it ends; does not belong to it.
    pub to: Timestamp,
}

/// How many builds stand at each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs, reason = "the statuses are described where they are defined")]
pub struct StatusCounts {
    pub queued: i64,
    pub running: i64,
    pub success: i64,
    pub failure: i64,
    pub cancelled: i64,
    pub skipped: i64,
    pub timed_out: i64,
    pub blocked: i64,
    pub unknown: i64,
}

impl FromIterator<(Status, i64)> for StatusCounts {
    fn from_iter<I: IntoIterator<Item = (Status, i64)>>(counts: I) -> Self {
        let mut all = Self::default();
        for (status, count) in counts {
            let field = match status {
                Status::Queued => &mut all.queued,
                Status::Running => &mut all.running,
                Status::Success => &mut all.success,
                Status::Failure => &mut all.failure,
                Status::Cancelled => &mut all.cancelled,
                Status::Skipped => &mut all.skipped,
                Status::TimedOut => &mut all.timed_out,
                Status::Blocked => &mut all.blocked,
                Status::Unknown => &mut all.unknown,
            };
            *field += count;
        }
        all
    }
}

/// What the builds created in a window add up to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MetricsSummary {
    /// The window.
    pub window: Window,
    /// How many builds stand at each status.
    pub builds: StatusCounts,
    /// How many builds there are.
    pub builds_total: i64,
    /// How many are decided: success, failure or `timed_out`. Cancelled, skipped, blocked, unknown and unfinished builds
    /// count in no rate and no duration.
    pub decided: i64,
    /// success / decided; `null` where nothing is decided.
    pub success_rate: Option<f64>,
    /// 1 - `success_rate`; `null` where nothing is decided.
    pub failure_rate: Option<f64>,
    /// Where the true success rate lies in 19 of 20 cases (Wilson's score interval); `null` where nothing is decided.
    pub interval: Option<Interval>,
    /// How many builds have a first attempt that is decided.
    pub first_attempt_decided: i64,
    /// Of the builds whose first attempt is decided, the share whose first attempt went well. A re-run that passes mends
    /// the success rate, and not this.
    pub first_attempt_success_rate: Option<f64>,
    /// Where that share truly lies in 19 of 20 cases.
    pub first_attempt_interval: Option<Interval>,
    /// How many builds come to be in a week, by this window.
    pub runs_per_week: f64,
    /// Mean duration of decided builds: from start to end, without the wait for a runner.
    pub avg_duration_seconds: Option<f64>,
    /// Median duration of decided builds, to 1 % as all percentiles here.
    pub p50_duration_seconds: Option<f64>,
    /// 95th percentile of the duration of decided builds.
    pub p95_duration_seconds: Option<f64>,
    /// Mean duration of successful builds.
    pub avg_success_duration_seconds: Option<f64>,
    /// Median duration of successful builds.
    pub p50_success_duration_seconds: Option<f64>,
    /// 95th percentile of the duration of successful builds.
    pub p95_success_duration_seconds: Option<f64>,
    /// Mean wait for a runner, of all builds that have begun; in no duration.
    pub avg_queued_seconds: Option<f64>,
    /// Median wait for a runner, of all builds that have begun.
    pub p50_queued_seconds: Option<f64>,
    /// 95th percentile of the wait for a runner.
    pub p95_queued_seconds: Option<f64>,
    /// How many breakages were closed in the window.
    pub restored: i64,
    /// Mean time from the opening of a breakage to its closing, of those closed in the window.
    pub mttr_seconds: Option<f64>,
}

/// One hour or day of a window.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SeriesPoint {
    /// Where it begins, in UTC.
    pub at: Timestamp,
    /// How many builds stand at each status.
    pub builds: StatusCounts,
    /// How many are decided.
    pub decided: i64,
    /// success / decided; `null` where nothing is decided.
    pub success_rate: Option<f64>,
    /// Where the true success rate lies in 19 of 20 cases.
    pub interval: Option<Interval>,
    /// Median duration of decided builds.
    pub p50_duration_seconds: Option<f64>,
    /// 95th percentile of the duration of decided builds.
    pub p95_duration_seconds: Option<f64>,
}

/// A window, the window of equal length before it, and the newest build.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Overview {
    /// The window.
    #[serde(flatten)]
    pub current: MetricsSummary,
    /// The same for the window before.
    pub previous: MetricsSummary,
    /// The window by hour, where it is longer than two days by day.
    pub series: Vec<SeriesPoint>,
    /// How many pipelines are broken now: on their default branch, or on the branch that is asked for.
    pub failing_now: i64,
    /// The build that was created last, in whatever window.
    pub last_build: Option<Build>,
}

/// A build as a strip shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StripBuild {
    /// Our id.
    pub id: i64,
    /// How it stands.
    pub status: Status,
}

/// A build as a pipeline's strip shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct LastBuild {
    /// Our id.
    pub id: i64,
    /// How it stands.
    pub status: Status,
    /// How long it took.
    pub duration_seconds: Option<f64>,
    /// When it came to be.
    pub created_at: Timestamp,
    /// Its branch.
    pub branch: Option<String>,
}

/// Builds of a branch that ended alike, up to the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Streak {
    /// `success` or `failure`.
    pub status: Status,
    /// How many.
    pub length: i64,
    /// When the first of them was decided.
    pub since: Timestamp,
}

/// A branch's numbers in a window.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BranchHealth {
    /// The branch; `null` for builds of none.
    pub branch: Option<String>,
    /// How many builds are decided.
    pub decided: i64,
    /// success / decided; `null` where nothing is decided.
    pub success_rate: Option<f64>,
    /// Where the true success rate lies in 19 of 20 cases.
    pub interval: Option<Interval>,
    /// How the newest build stands.
    pub last_status: Status,
}

/// A job's durations in a window.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SlowJob {
    /// Its name.
    pub name: String,
    /// Median of its duration.
    pub p50_seconds: Option<f64>,
    /// 95th percentile of its duration.
    pub p95_seconds: Option<f64>,
    /// How often it ran to an end.
    pub runs: i64,
}

/// One pipeline's numbers in a window.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PipelineMetrics {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// The window.
    #[serde(flatten)]
    pub current: MetricsSummary,
    /// The same for the window before.
    pub previous: MetricsSummary,
    /// The window by hour, where it is longer than two days by day.
    pub series: Vec<SeriesPoint>,
    /// 1 while it is broken on its default branch, or on the branch that is asked for; else 0.
    pub failing_now: i64,
    /// The last 30 builds, newest first, in whatever window.
    pub last_builds: Vec<LastBuild>,
    /// How its default branch, or the branch that is asked for, has fared without a break; builds of pull requests count not.
    pub streak: Option<Streak>,
    /// The branches that were built in the window, the busiest first; 20 at most.
    pub branches: Vec<BranchHealth>,
    /// The jobs that ended in the window, the slowest median first; 20 at most.
    pub slowest_jobs: Vec<SlowJob>,
}

/// A pipeline's numbers in a window, beside the window of equal length before it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RankedPipeline {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// How many builds are decided.
    pub decided: i64,
    /// success / decided; `null` where nothing is decided.
    pub success_rate: Option<f64>,
    /// Where the true success rate lies in 19 of 20 cases.
    pub interval: Option<Interval>,
    /// The success rate less that of the window before.
    pub success_rate_change: Option<f64>,
    /// Median duration of decided builds.
    pub p50_duration_seconds: Option<f64>,
    /// How much longer the median is than in the window before, as a share of it.
    pub p50_change: Option<f64>,
    /// 95th percentile of the duration of decided builds.
    pub p95_duration_seconds: Option<f64>,
    /// How many builds come to be in a week, by this window.
    pub runs_per_week: f64,
    /// Since when its default branch is broken; `null` where it is not.
    pub failing_since: Option<Timestamp>,
    /// The last 30 builds, newest last, in whatever window.
    pub strip: Vec<StripBuild>,
}

/// Every pipeline that has a build, the worst first: those that are broken, then by the upper end of what their success rate
/// may be.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RankedPipelines {
    /// The pipelines.
    pub items: Vec<RankedPipeline>,
}

/// A pipeline whose builds of one commit, for the same event, ended differently.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FlakyPipeline {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// How many commits ended differently.
    pub flaky: i64,
    /// How many were decided more than once.
    pub commits: i64,
    /// flaky / commits.
    pub rate: Option<f64>,
    /// Where the true share lies in 19 of 20 cases.
    pub interval: Option<Interval>,
    /// What the failed attempts of those commits took.
    pub minutes_lost: f64,
    /// When the last of them ended.
    pub last_at: Option<Timestamp>,
}

/// Flaky pipelines, those first that surely are: by the lower end of what their share may be.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FlakyPipelines {
    /// The pipelines.
    pub items: Vec<FlakyPipeline>,
}

/// A pipeline whose green builds take longer than they did: the median by a fifth and by half a minute, and four in five of
/// them longer than three quarters of those before.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Regression {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// The median before, from the wait for a runner to the end, re-runs included.
    pub baseline_seconds: f64,
    /// The median since.
    pub recent_seconds: f64,
    /// What has grown most.
    pub part: Part,
    /// The job that has grown most, where it is the run.
    pub job: Option<String>,
    /// When the first slow build came to be.
    pub since: Timestamp,
    /// Its commit.
    pub first_slow_commit: Option<String>,
    /// The commit of the build before it: what made it slow came in between.
    pub last_fast_commit: Option<String>,
    /// Our id of the first slow build.
    pub first_slow_build: i64,
    /// What the builds since took beyond the baseline.
    pub minutes_lost: f64,
}

/// Regressions, the most time lost first.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Regressions {
    /// The regressions.
    pub items: Vec<Regression>,
}
