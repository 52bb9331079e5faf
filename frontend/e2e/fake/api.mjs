// The REST answers of the fake host, computed from its rows the way the real one does.
import { makeDeliveries, makeDetail, makePipelines } from "./data.mjs";
import { flaky, overview, pipelineMetrics, rankedPipelines, regressions } from "./metrics.mjs";

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
      (!params.get("until") || build.created_at < params.get("until")) &&
      (!q ||
        [build.pipeline_name, build.repository, build.branch, build.commit_sha, build.actor].some(
          (text) => text?.toLowerCase().includes(q),
        )),
  );
  const next = from + limit < found.length ? String(from + limit) : null;
  return { status: 200, body: { items: found.slice(from, from + limit), next_cursor: next } };
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

function metrics(world, path, params) {
  const [, pipeline] = /^\/api\/metrics\/pipeline\/(\d+)$/.exec(path) ?? [];
  if (pipeline) return pipelineMetrics(world, Number(pipeline), params);
  if (path === "/api/metrics/overview") return overview(world, params);
  if (path === "/api/metrics/pipelines") return { items: rankedPipelines(world, params) };
  if (path === "/api/metrics/flaky") return { items: world.builds.length ? flaky(world) : [] };
  if (path === "/api/metrics/regressions")
    return { items: world.builds.length > 100 ? regressions(world) : [] };
  return null;
}

/** The answer to a GET below /api, as status and JSON body. */
export function answer(world, path, params) {
  if (path === "/api/builds") return listBuilds(world, params);
  const counted = metrics(world, path, params);
  if (counted) return { status: 200, body: counted };
  if (path === "/api/pipelines")
    return { status: 200, body: { items: makePipelines(world.builds) } };
  if (path === "/api/changes") return changes(world, params);
  if (path === "/api/deliveries") return deliveries(world, params);
  if (path === "/api/session")
    return { status: 200, body: { required: world.gated ?? false, signed_in: true } };
  if (path === "/api/setup") return setup(world);
  const build = world.builds.find((one) => path === `/api/builds/${one.id}`);
  if (build) return { status: 200, body: makeDetail(build) };
  return problem(404, "not_found", "Not Found", "there is nothing at this path");
}
