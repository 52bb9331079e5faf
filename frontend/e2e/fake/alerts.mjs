// Breakages and alerts of the fake host: what is broken follows from its builds, the rules are kept as the real host keeps them.

const RED = ["failure", "timed_out"];
const MINUTE = 60_000;

const iso = (time) => new Date(time).toISOString();

function breakageOf(builds, index) {
  const decided = builds.filter((build) => [...RED, "success"].includes(build.status));
  const green = decided.findIndex((build) => build.status === "success");
  const red = green === -1 ? decided : decided.slice(0, green);
  if (red.length === 0) return null;
  const opened = red.at(-1);
  const suspects = red.map(({ commit_sha, commit_title, actor }) => ({
    commit_sha,
    commit_title,
    actor,
  }));
  const { pipeline_id, provider, repository, pipeline_name, branch } = opened;
  return {
    id: index + 1,
    pipeline_id,
    provider,
    repository,
    pipeline_name,
    branch,
    is_default_branch: true,
    opened_at: opened.finished_at ?? opened.created_at,
    closed_at: null,
    failures: red.length,
    opened_by: opened,
    last_build: red[0],
    last_green: green === -1 ? null : decided[green],
    suspects,
    silenced: null,
  };
}

function breakages(world, params) {
  const pipeline = Number(params.get("pipeline_id"));
  const main = world.builds.filter(
    ({ branch, pipeline_id }) =>
      (branch === "main" || branch === "master") && (!pipeline || pipeline_id === pipeline),
  );
  const ids = [...new Set(main.map((build) => build.pipeline_id))];
  const open = ids
    .map((id, index) =>
      breakageOf(
        main.filter((build) => build.pipeline_id === id),
        index,
      ),
    )
    .filter(Boolean);
  const silenced = { id: 1, until: iso(Date.now() + 90 * MINUTE), reason: "Registry is moving" };
  const items = open.map((one) => (one.pipeline_id === 1 ? { ...one, silenced } : one));
  items.sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1));
  return { items, next_cursor: null };
}

const CHANNEL = { disabled_reason: null, enabled: true, last_error: null, waiting: 0 };

/** What a team has set up after a while. */
function usual() {
  const now = Date.now();
  return {
    channels: [
      {
        ...CHANNEL,
        id: 1,
        kind: "slack",
        name: "Slack",
        target: "hooks.slack.com/…/x8Qf",
        from_environment: true,
        last_sent_at: iso(now - 4 * MINUTE),
      },
      {
        ...CHANNEL,
        id: 2,
        kind: "email",
        name: "On call",
        target: "oncall@acme.example",
        from_environment: false,
        waiting: 2,
        last_sent_at: null,
        last_error: "the mail server does not answer",
      },
      {
        ...CHANNEL,
        id: 3,
        kind: "slack",
        name: "#releases",
        target: "hooks.slack.com/…/k2Lp",
        from_environment: false,
        enabled: false,
        disabled_reason: "Slack says that this webhook was removed (404)",
        last_sent_at: iso(now - 9_000 * MINUTE),
      },
    ],
    routes: [
      {
        id: 1,
        name: "Default branches",
        provider: "*",
        repository: "*",
        pipeline: "*",
        branch: null,
        kinds: ["broken", "fixed"],
        channel_ids: [1, 2],
        enabled: true,
      },
    ],
    silences: [
      {
        id: 1,
        provider: "*",
        repository: "acme/*",
        pipeline: "*",
        branch: null,
        from: iso(now - 30 * MINUTE),
        until: iso(now + 90 * MINUTE),
        reason: "Registry is moving",
        active: true,
      },
    ],
    history: [
      { kind: "fixed", state: "sent", at: 4 },
      { kind: "broken", state: "waiting", at: 11, channel: 1 },
      { kind: "broken", state: "dead", at: 47, channel: 2 },
      { kind: "broken_and_fixed", state: "sent", at: 160 },
      { kind: "test", state: "sent", at: 400 },
    ].map(({ kind, state, at, channel = 0 }, index) => ({
      id: 90 - index,
      kind,
      state,
      breakage_id: kind === "test" ? null : 1,
      pipeline_id: kind === "test" ? null : 1,
      provider: kind === "test" ? null : "github",
      repository: kind === "test" ? null : "acme/api",
      pipeline_name: kind === "test" ? null : "CI",
      branch: kind === "test" ? null : "main",
      channel: {
        id: channel + 1,
        kind: channel === 1 ? "email" : "slack",
        name: ["Slack", "On call", "#releases"][channel],
      },
      tries: state === "dead" ? 1 : 0,
      last_error: state === "dead" ? "Slack says that this webhook was removed (404)" : null,
      created_at: iso(now - at * MINUTE),
      sent_at: state === "sent" ? iso(now - at * MINUTE) : null,
      next_try_at: null,
      build_id: kind === "test" ? null : 3,
    })),
  };
}

const refused = (parameter, detail) => ({
  status: 400,
  body: {
    type: "about:blank",
    title: "Bad Request",
    status: 400,
    code: "bad_parameter",
    detail,
    parameter,
  },
});

function wrong(list, body) {
  if (
    list === "channels" &&
    body.kind === "slack" &&
    body.target &&
    !body.target.startsWith("https://hooks.slack.com/")
  )
    return refused("target", "target takes the address of a Slack webhook");
  if (list === "silences" && body.until <= body.from)
    return refused("until", "until takes a time after from");
  return null;
}

function save(rules, list, id, body) {
  const problem = wrong(list, body);
  if (problem) return problem;
  const made = {
    channels: { ...CHANNEL, from_environment: false, last_sent_at: null },
    silences: { active: true },
  };
  const known = rules[list].find((one) => one.id === id);
  if (known) return { status: 200, body: Object.assign(known, body) };
  const added = { ...made[list], ...body, id: rules[list].length + 10 };
  rules[list].push(added);
  return { status: 201, body: added };
}

function preview(world) {
  const items = breakages(world, new URLSearchParams()).items.flatMap((one) => [
    {
      ...one,
      kind: "broken",
      at: one.opened_at,
      breakage_id: one.id,
      silenced: one.silenced !== null,
    },
  ]);
  return {
    status: 200,
    body: {
      from: iso(Date.now() - 30 * 1440 * MINUTE),
      to: iso(Date.now()),
      total: items.length,
      items,
    },
  };
}

/** The answer to a request about breakages or alerts; null where it is about something else. */
export function alerts(world, method, { pathname: path, searchParams }, body) {
  if (path === "/api/breakages") return { status: 200, body: breakages(world, searchParams) };
  const [, list, id, act] = /^\/api\/alerts\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (!list) return null;
  world.rules ??= world.bare ? { channels: [], routes: [], silences: [], history: [] } : usual();
  if (act === "test")
    return {
      status: 200,
      body: { sent: id !== "2", error: id === "2" ? "the mail server does not answer" : null },
    };
  if (act === "resend") {
    Object.assign(
      world.rules.history.find((one) => one.id === Number(id)),
      { state: "waiting", last_error: null },
    );
    return { status: 202, body: { id: Number(id) } };
  }
  if (id === "preview") return preview(world);
  if (method === "GET")
    return { status: 200, body: { items: world.rules[list], next_cursor: null } };
  if (method === "DELETE") {
    world.rules[list] = world.rules[list].filter((one) => one.id !== Number(id));
    return { status: 204 };
  }
  return save(world.rules, list, id ? Number(id) : null, body);
}
