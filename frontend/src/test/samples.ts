import type { Build, Change, Job, Overview } from "../api/types";

export function sampleBuild(over: Partial<Build> = {}): Build {
  return {
    id: 1,
    pipeline_id: 1,
    provider: "github",
    repository: "acme/api",
    pipeline_name: "CI",
    external_id: "9000000001",
    attempt: 1,
    status: "success",
    raw_status: "completed/success",
    branch: "main",
    commit_sha: "8c1f2ab0d3e4f5a69788c1f2ab0d3e4f5a697881",
    commit_title: "Fix the rounding of refunds",
    actor: "mira",
    event: "push",
    queued_at: "2026-11-23T11:59:00.000Z",
    started_at: "2026-11-23T12:00:00.000Z",
    finished_at: "2026-11-23T12:04:10.000Z",
    duration_seconds: 250,
    queued_seconds: 60,
    web_url: "https://github.com/acme/api/actions/runs/9000000001",
    created_at: "2026-11-23T11:59:00.000Z",
    version: 1,
    ...over,
  };
}

export function sampleJob(over: Partial<Job> = {}): Job {
  return {
    id: 1,
    attempt: 1,
    external_id: "9000000001-1",
    name: "test",
    stage: null,
    status: "success",
    raw_status: "completed/success",
    queued_at: "2026-11-23T11:59:00.000Z",
    started_at: "2026-11-23T12:00:00.000Z",
    finished_at: "2026-11-23T12:02:00.000Z",
    duration_seconds: 120,
    web_url: null,
    ...over,
  };
}

export function sampleChange(over: Partial<Build> = {}): Change {
  const build = sampleBuild(over);
  return { from: null, to: build.status, build };
}

export const NO_BUILDS = {
  queued: 0,
  running: 0,
  success: 0,
  failure: 0,
  cancelled: 0,
  skipped: 0,
  timed_out: 0,
  blocked: 0,
  unknown: 0,
};

export function sampleOverview(over: Partial<Overview> = {}): Overview {
  const summary = {
    window: { from: "2026-11-22T12:00:00.000Z", to: "2026-11-23T12:00:00.000Z" },
    builds: { ...NO_BUILDS, success: 377, failure: 12, timed_out: 2 },
    builds_total: 391,
    decided: 391,
    success_rate: 377 / 391,
    failure_rate: 14 / 391,
    interval: { low: 0.941, high: 0.979 },
    first_attempt_decided: 391,
    first_attempt_success_rate: 0.95,
    first_attempt_interval: { low: 0.923, high: 0.968 },
    runs_per_week: 2_800,
    avg_duration_seconds: 402,
    p50_duration_seconds: 358,
    p95_duration_seconds: 842,
    avg_success_duration_seconds: 398,
    p50_success_duration_seconds: 355,
    p95_success_duration_seconds: 830,
    avg_queued_seconds: 12,
    p50_queued_seconds: 8,
    p95_queued_seconds: 41,
    restored: 3,
    mttr_seconds: 2_580,
  };
  const previous = { ...summary, success_rate: 0.956 };
  return { ...summary, previous, series: [], failing_now: 0, last_build: null, ...over };
}
