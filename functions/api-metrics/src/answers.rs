//! From what the database counts to what is answered.

use std::cmp::Reverse;

use api::metrics::{
    BranchHealth, FlakyPipeline, LastBuild, MetricsSummary, Overview, PipelineMetrics, RankedPipeline, Regression,
    SeriesPoint, SlowJob, Streak, StripBuild, Window,
};
use domain::Status;
use domain::rates::{self, Interval, Rates};
use domain::totals::Totals;
use store::metrics::{Flaky, Numbers, Point, Ranked, Slower, Summary};

const WEEK: f64 = 7.0 * 24.0 * 60.0 * 60.0;

pub(crate) fn overview(found: store::metrics::Overview) -> Overview {
    let windows = found.windows;
    Overview {
        current: summary(windows.current),
        previous: summary(windows.previous),
        series: windows.series.iter().map(point).collect(),
        failing_now: windows.failing_now,
        last_build: found.last_build,
    }
}

pub(crate) fn pipeline(found: Numbers) -> PipelineMetrics {
    let windows = found.windows;
    let last = found.last_builds.into_iter().map(|it| LastBuild {
        id: it.id,
        status: it.status,
        duration_seconds: it.duration_seconds,
        created_at: it.created_at,
        branch: it.branch,
    });
    let branches = found.branches.into_iter().map(|it| BranchHealth {
        success_rate: share(it.success, it.decided),
        interval: rates::interval(it.success, it.decided),
        branch: it.branch,
        decided: it.decided,
        last_status: it.last_status,
    });
    let jobs = found.slowest_jobs.into_iter().map(|it| SlowJob {
        name: it.name,
        p50_seconds: it.durations[0],
        p95_seconds: it.durations[1],
        runs: it.runs,
    });
    PipelineMetrics {
        pipeline: found.pipeline,
        current: summary(windows.current),
        previous: summary(windows.previous),
        series: windows.series.iter().map(point).collect(),
        failing_now: windows.failing_now,
        last_builds: last.collect(),
        streak: found.streak.map(|it| Streak {
            status: if it.red { Status::Failure } else { Status::Success },
            length: it.length,
            since: it.since,
        }),
        branches: branches.collect(),
        slowest_jobs: jobs.collect(),
    }
}

/// Worst first. `seconds` is the window's length.
pub(crate) fn ranked(found: Vec<Ranked>, seconds: f64) -> Vec<RankedPipeline> {
    let mut items: Vec<_> = found.into_iter().map(|it| ranked_pipeline(it, seconds)).collect();
    let best = |it: &RankedPipeline| it.interval.map_or(2.0, |it| it.high);
    items.sort_by(|a, b| {
        let broken = b.failing_since.is_some().cmp(&a.failing_since.is_some());
        broken.then(best(a).total_cmp(&best(b))).then(Reverse(a.decided).cmp(&Reverse(b.decided)))
    });
    items
}

fn ranked_pipeline(found: Ranked, seconds: f64) -> RankedPipeline {
    let (now, before) = (rates::of(&found.current.builds()), rates::of(&found.previous.builds()));
    let longer = |(now, before): (f64, f64)| (before > 0.0).then(|| (now - before) / before);
    let [median, slowest] = found.current.decided().percentiles();
    let [previous_median, _] = found.previous.decided().percentiles();
    RankedPipeline {
        pipeline: found.pipeline,
        decided: now.decided,
        success_rate: now.success,
        interval: interval(&found.current),
        success_rate_change: now.success.zip(before.success).map(|(now, before)| now - before),
        p50_duration_seconds: median,
        p50_change: median.zip(previous_median).and_then(longer),
        p95_duration_seconds: slowest,
        runs_per_week: per_week(&found.current, seconds),
        failing_since: found.failing_since,
        strip: found.strip.into_iter().map(|(id, status)| StripBuild { id, status }).collect(),
    }
}

/// Those first that surely are flaky.
pub(crate) fn flaky(found: Vec<Flaky>) -> Vec<FlakyPipeline> {
    let item = |it: Flaky| FlakyPipeline {
        pipeline: it.pipeline,
        flaky: it.flaky,
        commits: it.commits,
        rate: share(it.flaky, it.commits),
        interval: rates::interval(it.flaky, it.commits),
        minutes_lost: it.minutes_lost,
        last_at: it.last_at,
    };
    let mut items: Vec<_> = found.into_iter().map(item).collect();
    let surely = |it: &FlakyPipeline| it.interval.map_or(0.0, |it| it.low);
    items.sort_by(|a, b| surely(b).total_cmp(&surely(a)).then(b.minutes_lost.total_cmp(&a.minutes_lost)));
    items
}

pub(crate) fn regression(found: Slower) -> Regression {
    Regression {
        pipeline: found.pipeline,
        baseline_seconds: found.shift.baseline,
        recent_seconds: found.shift.recent,
        part: found.shift.part,
        job: found.job,
        since: found.since,
        first_slow_commit: found.first_slow_commit,
        last_fast_commit: found.last_fast_commit,
        first_slow_build: found.first_slow_build,
        minutes_lost: found.shift.lost / 60.0,
    }
}

fn summary(found: Summary) -> MetricsSummary {
    let Summary { range, totals } = found;
    let Rates { decided, success, failure } = rates::of(&totals.builds());
    let durations = totals.decided();
    let ([p50, p95], [p50_success, p95_success]) = (durations.percentiles(), totals.success.percentiles());
    let [p50_queued, p95_queued] = totals.queued.percentiles();
    MetricsSummary {
        window: Window { from: range.from, to: range.to },
        builds_total: all(&totals),
        builds: totals.builds().into_iter().collect(),
        decided,
        success_rate: success,
        failure_rate: failure,
        interval: interval(&totals),
        first_attempt_decided: totals.first_decided,
        first_attempt_success_rate: share(totals.first_success, totals.first_decided),
        first_attempt_interval: rates::interval(totals.first_success, totals.first_decided),
        runs_per_week: per_week(&totals, range.seconds()),
        avg_duration_seconds: durations.mean(),
        p50_duration_seconds: p50,
        p95_duration_seconds: p95,
        avg_success_duration_seconds: totals.success.mean(),
        p50_success_duration_seconds: p50_success,
        p95_success_duration_seconds: p95_success,
        avg_queued_seconds: totals.queued.mean(),
        p50_queued_seconds: p50_queued,
        p95_queued_seconds: p95_queued,
        restored: totals.restored,
        mttr_seconds: totals.mean_time_to_restore(),
    }
}

fn point(found: &Point) -> SeriesPoint {
    let builds = found.totals.builds();
    let rates = rates::of(&builds);
    let [p50, p95] = found.totals.decided().percentiles();
    SeriesPoint {
        at: found.at,
        builds: builds.into_iter().collect(),
        decided: rates.decided,
        success_rate: rates.success,
        interval: interval(&found.totals),
        p50_duration_seconds: p50,
        p95_duration_seconds: p95,
    }
}

fn interval(totals: &Totals) -> Option<Interval> {
    let succeeded = totals.builds().iter().filter(|it| it.0 == Status::Success).map(|it| it.1).sum();
    rates::interval(succeeded, rates::of(&totals.builds()).decided)
}

/// How many builds come to be in a week, where these came to be in so many seconds.
fn per_week(totals: &Totals, seconds: f64) -> f64 {
    number(all(totals)) * WEEK / seconds
}

fn all(totals: &Totals) -> i64 {
    totals.builds().iter().map(|it| it.1).sum()
}

fn share(part: i64, all: i64) -> Option<f64> {
    (all > 0).then(|| number(part) / number(all))
}

#[expect(clippy::cast_precision_loss, reason = "counts of builds stay far below 2^52")]
fn number(count: i64) -> f64 {
    count as f64
}
