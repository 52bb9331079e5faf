// What the fake host tells of its builds in numbers.
import {
  boundsOf,
  chosenOf,
  DAY,
  decidedOf,
  numbers,
  series,
  summary,
  wilson,
  within,
} from "./counts.mjs";
import { makePipelines } from "./data.mjs";

/** How many of the last builds are drawn. */
const STRIP = 30;

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
