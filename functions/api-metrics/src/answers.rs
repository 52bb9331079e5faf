//! From what the database counts to what is answered.

use std::cmp::Reverse;

use api::metrics::{
    BranchHealth, FlakyPipeline, LastBuild, MetricsSummary, Overview, PipelineMetrics, RankedPipeline, Regression,
    SeriesPoint, SlowJob, Streak, StripBuild, Window,
};
use domain::Status;
use domain::rates::{self, Rates};
use store::metrics::{Flaky, Numbers, Point, Ranked, Slower, Summary};

const WEEK: f64 = 7.0 * 24.0 * 60.0 * 60.0;

pub(crate) fn overview(found: store::metrics::Overview) -> Overview {
    let windows = found.windows;
    Overview {
        current: summary(windows.current),
        previous: summary(windows.previous),
        series: windows.series.into_iter().map(point).collect(),
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
        series: windows.series.into_iter().map(point).collect(),
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
    let success_rate = share(found.success, found.decided);
    let before = share(found.previous_success, found.previous_decided);
    let longer = |now: f64, before: f64| (before > 0.0).then(|| (now - before) / before);
    RankedPipeline {
        pipeline: found.pipeline,
        decided: found.decided,
        success_rate,
        interval: rates::interval(found.success, found.decided),
        success_rate_change: success_rate.zip(before).map(|(now, before)| now - before),
        p50_duration_seconds: found.durations[0],
        p50_change: found.durations[0].zip(found.previous_median).and_then(|(now, before)| longer(now, before)),
        p95_duration_seconds: found.durations[1],
        runs_per_week: number(found.builds) * WEEK / seconds,
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

fn summary(row: Summary) -> MetricsSummary {
    let Rates { decided, success, failure } = rates::of(&row.builds);
    let succeeded = row.builds.iter().filter(|it| it.0 == Status::Success).map(|it| it.1).sum();
    MetricsSummary {
        window: Window { from: row.from, to: row.to },
        builds_total: row.builds.iter().map(|it| it.1).sum(),
        builds: row.builds.into_iter().collect(),
        decided,
        success_rate: success,
        failure_rate: failure,
        interval: rates::interval(succeeded, decided),
        first_attempt_success_rate: share(row.first_success, row.first_decided),
        avg_duration_seconds: row.avg_duration_seconds,
        p50_duration_seconds: row.durations[0],
        p95_duration_seconds: row.durations[1],
        avg_success_duration_seconds: row.avg_success_duration_seconds,
        p50_success_duration_seconds: row.success_durations[0],
        p95_success_duration_seconds: row.success_durations[1],
        p50_queued_seconds: row.queued[0],
        p95_queued_seconds: row.queued[1],
        mttr_seconds: row.mttr_seconds,
    }
}

fn point(found: Point) -> SeriesPoint {
    let rates = rates::of(&found.builds);
    SeriesPoint {
        at: found.at,
        builds: found.builds.into_iter().collect(),
        decided: rates.decided,
        success_rate: rates.success,
        p50_duration_seconds: found.durations[0],
        p95_duration_seconds: found.durations[1],
    }
}

fn share(part: i64, all: i64) -> Option<f64> {
    (all > 0).then(|| number(part) / number(all))
}

#[expect(clippy::cast_precision_loss, reason = "counts of builds stay far below 2^52")]
fn number(count: i64) -> f64 {
    count as f64
}
