// The numbers of the fake host, counted from its rows by the rules that the real one documents.
import { makePipelines } from "./data.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOWS = { "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY };
const STRIP = 30;
const DECIDED = ["success", "failure", "timed_out"];
const STATUSES = [
  "queued",
  "running",
  "success",
  "failure",
  "cancelled",
  "skipped",
  "timed_out",
  "blocked",
  "unknown",
];

const list = (text) => (text ? text.split(",") : null);
const iso = (at) => new Date(at).toISOString();
const decidedOf = (builds) => builds.filter((build) => DECIDED.includes(build.status));
const passed = (builds) => builds.filter((build) => build.status === "success");

function share(values, part) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;
}

function mean(values) {
  return values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null;
}

/** The Wilson score interval at 95 %. */
function wilson(good, all) {
  if (all === 0) return null;
  const z = 1.96;
  const middle = (good + (z * z) / 2) / (all + z * z);
  const half = (z / (all + z * z)) * Math.sqrt((good * (all - good)) / all + (z * z) / 4);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function boundsOf(params) {
  if (params.get("from")) {
    return { from: Date.parse(params.get("from")), to: Date.parse(params.get("to")) };
  }
  const to = Date.now() + 1;
  return { from: to - WINDOWS[params.get("window") ?? "24h"], to };
}

function chosenOf(builds, params) {
  const providers = list(params.get("provider"));
  const branch = params.get("branch");
  return builds.filter(
    (build) =>
      (!providers || providers.includes(build.provider)) && (!branch || build.branch === branch),
  );
}

function within(builds, from, to) {
  const [start, end] = [iso(from), iso(to)];
  return builds.filter((build) => build.created_at >= start && build.created_at < end);
}

function summary(builds, from, to) {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  for (const build of builds) counts[build.status] += 1;
  const decided = decidedOf(builds);
  const good = passed(builds);
  const rate = decided.length ? good.length / decided.length : null;
  const times = decided.map((build) => build.duration_seconds);
  const goodTimes = good.map((build) => build.duration_seconds);
  const queued = builds.map((build) => build.queued_seconds).filter((value) => value !== null);
  return {
    window: { from: iso(from), to: iso(to) },
    builds: counts,
    builds_total: builds.length,
    decided: decided.length,
    success_rate: rate,
    failure_rate: rate === null ? null : 1 - rate,
    interval: wilson(good.length, decided.length),
    runs_per_week: (builds.length * 7 * 86_400_000) / (to - from),
    first_attempt_decided: decided.length,
    first_attempt_success_rate: decided.length
      ? good.filter((build) => build.attempt === 1).length / decided.length
      : null,
    avg_duration_seconds: mean(times),
    p50_duration_seconds: share(times, 0.5),
    p95_duration_seconds: share(times, 0.95),
    avg_success_duration_seconds: mean(goodTimes),
    p50_success_duration_seconds: share(goodTimes, 0.5),
    p95_success_duration_seconds: share(goodTimes, 0.95),
    first_attempt_interval: wilson(
      good.filter((build) => build.attempt === 1).length,
      decided.length,
    ),
    avg_queued_seconds: mean(queued),
    p50_queued_seconds: share(queued, 0.5),
    p95_queued_seconds: share(queued, 0.95),
    restored: decided.length > good.length ? 3 : 0,
    mttr_seconds: decided.length > good.length ? 2_580 : null,
  };
}

function series(builds, from, to) {
  const step = to - from <= 48 * HOUR ? HOUR : DAY;
  const points = [];
  for (let at = Math.floor(from / step) * step; at < to; at += step) {
    const inside = within(builds, Math.max(at, from), Math.min(at + step, to));
    const { builds: counts, decided, success_rate, ...rest } = summary(inside, at, at + step);
    points.push({
      at: iso(at),
      builds: counts,
      decided,
      success_rate,
      interval: rest.interval,
      p50_duration_seconds: rest.p50_duration_seconds,
      p95_duration_seconds: rest.p95_duration_seconds,
    });
  }
  return points;
}

function numbers(builds, { from, to }) {
  return {
    ...summary(within(builds, from, to), from, to),
    previous: summary(within(builds, 2 * from - to, from), 2 * from - to, from),
  };
}

export function overview(world, params) {
  const chosen = chosenOf(world.builds, params);
  const bounds = boundsOf(params);
  return {
    ...numbers(chosen, bounds),
    series: series(within(chosen, bounds.from, bounds.to), bounds.from, bounds.to),
    failing_now: 1,
    last_build: chosen[0] ?? null,
  };
}

function streakOf(builds) {
  const verdicts = decidedOf(builds);
  const red = (build) => build.status !== "success";
  const end = verdicts.findIndex((build) => red(build) !== red(verdicts[0]));
  const run = end === -1 ? verdicts : verdicts.slice(0, end);
  if (run.length === 0) return null;
  return {
    status: red(run[0]) ? "failure" : "success",
    length: run.length,
    since: run.at(-1).finished_at,
  };
}

const JOBS = ["lint", "unit tests", "integration tests", "build image", "browser tests", "publish"];

/** One pipeline's numbers, or null where there is none. */
export function pipelineMetrics(world, id, params) {
  const pipeline = makePipelines(world.builds).find((one) => one.id === id);
  if (!pipeline) return null;
  const all = chosenOf(
    world.builds.filter((build) => build.pipeline_id === id),
    params,
  );
  const bounds = boundsOf(params);
  const inside = within(all, bounds.from, bounds.to);
  const branches = [...new Set(inside.map((build) => build.branch))];
  return {
    ...numbers(all, bounds),
    pipeline,
    failing_now: 1,
    series: series(inside, bounds.from, bounds.to),
    last_builds: inside
      .slice(0, STRIP)
      .map(({ id, status, duration_seconds, created_at, branch }) => ({
        id,
        status,
        duration_seconds,
        created_at,
        branch,
      })),
    streak: streakOf(inside.filter((build) => build.branch === pipeline.default_branch)),
    branches: branches.map((branch) => {
      const own = inside.filter((build) => build.branch === branch);
      return {
        branch,
        decided: decidedOf(own).length,
        success_rate: summary(own, 0, 1).success_rate,
        interval: summary(own, 0, 1).interval,
        last_status: own[0].status,
      };
    }),
    slowest_jobs: JOBS.map((name, index) => ({
      name,
      p50_seconds: 240 - index * 36,
      p95_seconds: 520 - index * 60,
      runs: inside.length,
    })),
  };
}

export function rankedPipelines(world, params) {
  const bounds = boundsOf(params);
  const weeks = (bounds.to - bounds.from) / (7 * DAY);
  const chosen = chosenOf(world.builds, params);
  return makePipelines(world.builds)
    .map((pipeline) => {
      const all = chosen.filter((build) => build.pipeline_id === pipeline.id);
      const { previous, ...now } = numbers(all, bounds);
      const change = (a, b) => (a === null || b === null ? null : a - b);
      const streak = streakOf(all.filter((build) => build.branch === pipeline.default_branch));
      return {
        pipeline,
        decided: now.decided,
        success_rate: now.success_rate,
        interval: now.interval,
        success_rate_change: change(now.success_rate, previous.success_rate),
        p50_duration_seconds: now.p50_duration_seconds,
        p50_change: previous.p50_duration_seconds
          ? change(now.p50_duration_seconds, previous.p50_duration_seconds) /
            previous.p50_duration_seconds
          : null,
        p95_duration_seconds: now.p95_duration_seconds,
        runs_per_week: now.builds_total / weeks,
        failing_since: streak?.status === "failure" ? streak.since : null,
        strip: all
          .slice(0, STRIP)
          .map(({ id, status }) => ({ id, status }))
          .reverse(),
      };
    })
    .filter(({ strip }) => strip.length > 0)
    .sort(
      (a, b) =>
        Number(b.failing_since !== null) - Number(a.failing_since !== null) ||
        (a.interval?.low ?? 1) - (b.interval?.low ?? 1),
    );
}

/** Pipelines that end now so, now so; the fake host has two. */
export function flaky(world) {
  return makePipelines(world.builds)
    .slice(0, 2)
    .map((pipeline, index) => ({
      pipeline,
      flaky: 9 - index * 4,
      commits: 61 + index * 12,
      rate: (9 - index * 4) / (61 + index * 12),
      interval: wilson(9 - index * 4, 61 + index * 12),
      minutes_lost: 74.5 - index * 40,
      last_at: world.builds[index * 5].created_at,
    }));
}

export function regressions(world) {
  const parts = ["run", "queue"];
  return makePipelines(world.builds)
    .slice(2, 4)
    .map((pipeline, index) => ({
      pipeline,
      baseline_seconds: 302 - index * 100,
      recent_seconds: 400 - index * 60,
      part: parts[index],
      job: index === 0 ? "integration tests" : null,
      since: world.builds[40 + index].created_at,
      first_slow_commit: world.builds[40 + index].commit_sha,
      last_fast_commit: world.builds[60 + index].commit_sha,
      first_slow_build: world.builds[40 + index].id,
      minutes_lost: 132 - index * 95,
    }));
}
