// How the fake host counts its rows, by the rules that the real one documents.

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const WINDOWS = { "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY };
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
export const decidedOf = (builds) => builds.filter((build) => DECIDED.includes(build.status));
const passed = (builds) => builds.filter((build) => build.status === "success");

function share(values, part) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;
}

function mean(values) {
  return values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null;
}

/** The Wilson score interval at 95 %. */
export function wilson(good, all) {
  if (all === 0) return null;
  const z = 1.96;
  const middle = (good + (z * z) / 2) / (all + z * z);
  const half = (z / (all + z * z)) * Math.sqrt((good * (all - good)) / all + (z * z) / 4);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export function boundsOf(params) {
  if (params.get("from")) {
    return { from: Date.parse(params.get("from")), to: Date.parse(params.get("to")) };
  }
  const to = Date.now() + 1;
  return { from: to - WINDOWS[params.get("window") ?? "24h"], to };
}

export function chosenOf(builds, params) {
  const providers = list(params.get("provider"));
  const branch = params.get("branch");
  return builds.filter(
    (build) =>
      (!providers || providers.includes(build.provider)) && (!branch || build.branch === branch),
  );
}

export function within(builds, from, to) {
  const [start, end] = [iso(from), iso(to)];
  return builds.filter((build) => build.created_at >= start && build.created_at < end);
}

export function summary(builds, from, to) {
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

export function series(builds, from, to) {
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

export function numbers(builds, { from, to }) {
  return {
    ...summary(within(builds, from, to), from, to),
    previous: summary(within(builds, 2 * from - to, from), 2 * from - to, from),
  };
}
