// The sources of the fake host: one for each repository of its builds, in every state there is.

const MINUTE = 60_000;
const iso = (time) => new Date(time).toISOString();

function sourceOf({ provider, repository }, index, now) {
  const source = {
    provider,
    name: repository,
    state: "ok",
    last_webhook_at: iso(now - (index + 1) * MINUTE),
    last_poll_at: iso(now - 3 * MINUTE),
    complete_until: iso(now - 3 * MINUTE),
    backfill: {
      from: iso(now - 14 * 1440 * MINUTE),
      reached: iso(now - 14 * 1440 * MINUTE),
      done: true,
    },
    holes: { open: 0, found: 0, gone: 0 },
    last_error: null,
    requests: { last_poll: 1, total: 812 },
    budget: { limit: 5_000, remaining: 4_312, resets_at: iso(now + 20 * MINUTE) },
    webhook_missing: false,
    advice: null,
  };
  const advice = "builds come by polls alone; add the webhook that Setup names";
  const special = [
    { holes: { open: 2, found: 1, gone: 0 } },
    { webhook_missing: true, last_webhook_at: null, advice },
    {
      state: "failing",
      last_error: {
        message: "the token is not accepted (401): it is wrong, expired or revoked",
        at: iso(now - MINUTE),
      },
    },
    {
      backfill: {
        from: iso(now - 14 * 1440 * MINUTE),
        reached: iso(now - 5 * 1440 * MINUTE),
        done: false,
      },
    },
    {
      state: "throttled",
      last_error: { message: "the provider asks to wait until 12:30", at: iso(now - MINUTE) },
    },
  ];
  return { ...source, ...special[index] };
}

/** The answer to a request about sources; null where it is about something else. */
export function sources(world, method, path) {
  const now = Date.now();
  if (path === "/api/collect/trigger" && method === "POST") {
    const joined = (world.pollEnds ?? 0) > now;
    if (!joined) {
      world.pollRun = (world.pollRun ?? 0) + 1;
      world.pollEnds = now + (world.pollTakes ?? 0);
    }
    return { status: 202, body: { polls: [{ provider: "github", run: world.pollRun, joined }] } };
  }
  if (path !== "/api/sources") return null;
  const seen = new Map(world.builds.map((build) => [build.repository, build]));
  const items = world.bare
    ? []
    : [...seen.values()].map((build, index) => sourceOf(build, index, now));
  const running = (world.pollEnds ?? 0) > now;
  const poll = {
    provider: "github",
    run: world.pollRun ?? 0,
    state: running ? "running" : "idle",
    requested_at: null,
    started_at: iso(now - 3 * MINUTE),
    finished_at: running ? null : iso(now - 3 * MINUTE),
    error: world.pollError ?? null,
    next_poll_at: iso(now + 2 * MINUTE),
  };
  return { status: 200, body: { items, polls: world.bare ? [] : [poll] } };
}
