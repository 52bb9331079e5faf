// The REST answers of the fake host, computed from its rows the way the real one does.
import { makeDeliveries, makeDetail, makePipelines } from "./data.mjs";

const WINDOWS = { "24h": 1, "7d": 7, "30d": 30, "90d": 90 };
const DAY = 86_400_000;
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

export function problem(status, code, title, detail) {
  return { status, body: { type: "about:blank", title, status, code, detail } };
}

function listBuilds(world, params) {
  const providers = list(params.get("provider"));
  const statuses = list(params.get("status"));
  const q = params.get("q")?.toLowerCase();
  const limit = Number(params.get("limit") ?? 50);
  const from = Number(params.get("cursor") ?? 0);
  const found = world.builds.filter(
    (build) =>
      (!providers || providers.includes(build.provider)) &&
      (!statuses || statuses.includes(build.status)) &&
      (!params.get("branch") || build.branch === params.get("branch")) &&
      (!params.get("pipeline_id") || build.pipeline_id === Number(params.get("pipeline_id"))) &&
      (!params.get("since") || build.created_at >= params.get("since")) &&
      (!q ||
        [build.pipeline_name, build.repository, build.branch, build.commit_sha, build.actor].some(
          (text) => text?.toLowerCase().includes(q),
        )),
  );
  const next = from + limit < found.length ? String(from + limit) : null;
  return { status: 200, body: { items: found.slice(from, from + limit), next_cursor: next } };
}

function summary(builds, window) {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  for (const build of builds) counts[build.status] += 1;
  const decided = DECIDED.reduce((sum, status) => sum + counts[status], 0);
  const times = builds
    .filter((build) => DECIDED.includes(build.status))
    .map((build) => build.duration_seconds)
    .sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
  return {
    window,
    builds: counts,
    decided,
    success_rate: decided ? counts.success / decided : null,
    failure_rate: decided ? 1 - counts.success / decided : null,
    avg_duration_seconds: times.length
      ? times.reduce((sum, one) => sum + one, 0) / times.length
      : null,
    p50_duration_seconds: at(0.5),
    p95_duration_seconds: at(0.95),
  };
}

function overview(world, params) {
  const length = WINDOWS[params.get("window") ?? "24h"] * DAY;
  const now = Date.now();
  const providers = list(params.get("provider"));
  const chosen = world.builds.filter(
    (build) =>
      (!providers || providers.includes(build.provider)) &&
      (!params.get("branch") || build.branch === params.get("branch")),
  );
  const between = (from, to) => {
    const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const inside = chosen.filter(
      (build) => build.created_at >= window.from && build.created_at < window.to,
    );
    return summary(inside, window);
  };
  const body = {
    ...between(now - length, now + 1),
    previous: between(now - 2 * length, now - length),
    last_build: chosen[0] ?? null,
  };
  return { status: 200, body };
}

function changes(world, params) {
  const after = params.get("after");
  const end = String(world.log.length + world.epoch);
  if (after === null) return { status: 200, body: { items: [], cursor: end, more: false } };
  const from = Number(after) - world.epoch;
  if (from < 0)
    return problem(410, "cursor_expired", "Gone", "the cursor is not known to this server");
  const page = world.log.slice(from, from + 200);
  const cursor = String(world.epoch + from + page.length);
  return {
    status: 200,
    body: { items: page, cursor, more: from + page.length < world.log.length },
  };
}

function deliveries(world, params) {
  const provider = params.get("provider");
  const outcome = params.get("outcome");
  const limit = Number(params.get("limit") ?? 50);
  const all = world.deliveries ?? makeDeliveries(world.builds);
  const items = all
    .filter(
      (one) => (!provider || one.provider === provider) && (!outcome || one.outcome === outcome),
    )
    .slice(0, limit);
  return { status: 200, body: { items, next_cursor: null } };
}

function setup(world) {
  if (!world.local) return problem(404, "not_found", "Not Found", "there is nothing at this path");
  const providers = ["github", "gitlab", "jenkins"].map((provider) => ({
    provider,
    url: `${world.origin}/webhooks/${provider}`,
    secret: `${provider}-secret-4f2c9a7e51d84b6c`,
    last_delivery_at: null,
  }));
  return { status: 200, body: { providers } };
}

/** The answer to a GET below /api, as status and JSON body. */
export function answer(world, path, params) {
  if (path === "/api/builds") return listBuilds(world, params);
  if (path === "/api/metrics/overview") return overview(world, params);
  if (path === "/api/pipelines")
    return { status: 200, body: { items: makePipelines(world.builds) } };
  if (path === "/api/changes") return changes(world, params);
  if (path === "/api/deliveries") return deliveries(world, params);
  if (path === "/api/session") return { status: 200, body: { required: false, signed_in: true } };
  if (path === "/api/setup") return setup(world);
  const build = world.builds.find((one) => path === `/api/builds/${one.id}`);
  if (build) return { status: 200, body: makeDetail(build) };
  return problem(404, "not_found", "Not Found", "there is nothing at this path");
}
