// The logs of the fake host: what its providers would have written, whole, growing, cut or not there.
import { problem } from "./api.mjs";

const ESC = "\u001b";

/** A GitHub job's log: steps with groups in them, the last of which fails or does not. */
export function githubLog(failed) {
  let second = 0;
  const at = (text) => {
    second += 1;
    const time = new Date(Date.UTC(2026, 10, 23, 11, 20) + second * 700).toISOString();
    return `${time.replace("Z", "1234Z")} ${text}`;
  };
  const tests = Array.from({ length: 24 }, (_, index) =>
    at(
      `${ESC}[32m✓${ESC}[0m src/cart/${index}.test.ts ${ESC}[2m(${index + 3} tests) ${index * 7 + 12}ms${ESC}[0m`,
    ),
  );
  const end = failed
    ? [
        at(`${ESC}[31m✕${ESC}[0m ${ESC}[1madds a partial refund to the cart${ESC}[0m`),
        at(
          "src/cart/refund.ts(81,5): error TS2345: Argument of type 'string' is not assignable to",
        ),
        at(
          "  parameter of type 'Money'. Type 'string' has no properties in common with type 'Money'.",
        ),
        at(
          `${ESC}[41m FAIL ${ESC}[0m ${ESC}[33msrc/cart/refund.test.ts${ESC}[0m ${ESC}]8;;https://evil.example${ESC}\\see${ESC}]8;;${ESC}\\`,
        ),
        at("##[error]Process completed with exit code 2."),
      ]
    : [at(`${ESC}[1;32mAll 312 tests passed${ESC}[0m`)];
  return [
    at("##[group]Operating System"),
    at("Ubuntu 24.04.3 LTS"),
    at("##[endgroup]"),
    at("##[group]Run actions/checkout@v4"),
    at("with:"),
    at("  fetch-depth: 1"),
    at("##[endgroup]"),
    at("Syncing repository: acme/web"),
    at("##[group]Getting Git version info"),
    at("git version 2.51.0"),
    at("##[endgroup]"),
    at("##[group]Run npm ci"),
    at(`${ESC}[36;1mnpm ci${ESC}[0m`),
    at("##[endgroup]"),
    at("added 10 packages\radded 512 packages\radded 1,034 packages in 12s"),
    at(
      "##[warning]2 packages are looking for funding, and their names are long enough to reach beyond the edge of the widest screen on which anybody may ever read this line of the log",
    ),
    at("##[group]Run npm test -- --reporter=verbose"),
    at(`${ESC}[36;1mnpm test -- --reporter=verbose${ESC}[0m`),
    at("##[endgroup]"),
    ...tests,
    ...end,
    at("Post job cleanup."),
    at("Cleaning up orphan processes"),
    "",
  ].join("\n");
}

/** As many lines as a long integration run writes, the first error in the middle. */
export function longLog(lines) {
  const text = Array.from({ length: lines }, (_, index) =>
    index === lines / 2
      ? "src/cart/refund.ts(81,5): error TS2345: Argument of type 'string' is not assignable"
      : `${String(index).padStart(6, "0")} ${index % 10 === 3 ? `${ESC}[36mdebug${ESC}[0m` : "debug"} GET /cart/${(index * 7919) % 100_003} took ${index % 97} ms, pool 12 of 20, cache hit, trace ${(index * 2_654_435_761) % 4_294_967_296}`,
  );
  return `${text.join("\n")}\n`;
}

const ABSENT = {
  404: ["not_found", "there is no such log"],
  409: ["log_not_ready", "this log is not there yet"],
  410: ["log_gone", "the provider has deleted this log"],
  502: ["provider_failed", "the provider answered 500"],
  503: ["not_configured", "this provider's API is not configured"],
};

function buildOf(world, path) {
  const [, provider, id] = /^\/api\/logs\/(\w+)\/(.+)$/.exec(path) ?? [];
  const external = decodeURIComponent(id ?? "");
  return world.builds.find((one) => one.provider === provider && one.external_id === external);
}

function textOf(world, build, job) {
  if (world.logText !== undefined) return world.logText;
  return githubLog(build.status === "failure" && (job === null || job.endsWith("-2")));
}

/** The answer to a request for a log: text with its headers, or a problem; null where it is about something else. */
export function logs(world, path, params) {
  if (!path.startsWith("/api/logs/")) return null;
  if (world.logAbsent) {
    const [code, detail] = ABSENT[world.logAbsent];
    return problem(world.logAbsent, code, "No log", detail);
  }
  const build = buildOf(world, path);
  if (!build) return problem(404, "not_found", "Not Found", "there is no such build");
  const whole = Buffer.from(textOf(world, build, params.get("job")));
  const offset = Number(params.get("offset") ?? 0);
  const end = Math.min(whole.length, offset + (world.logPiece ?? whole.length));
  const state = end < whole.length ? "more" : (world.logState ?? "complete");
  return {
    status: 200,
    text: whole.subarray(offset, end),
    headers: { "signalbox-log-next": String(end), "signalbox-log-state": state },
  };
}
