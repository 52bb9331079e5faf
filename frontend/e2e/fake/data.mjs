// A deterministic week of builds: the same call gives the same rows, only their times follow the clock.

const MINUTE = 60_000;

const PIPELINES = [
  { provider: "github", repository: "acme/api", name: "CI", branch: "main" },
  { provider: "github", repository: "acme/web", name: "Deploy", branch: "main" },
  {
    provider: "gitlab",
    repository: "platform/billing",
    name: "platform/billing",
    branch: "master",
  },
  {
    provider: "jenkins",
    repository: "mobile/android-release",
    name: "mobile/android-release",
    branch: "main",
  },
  { provider: "github", repository: "acme/design-system", name: "Visual tests", branch: "main" },
  {
    provider: "gitlab",
    repository: "data/warehouse-loader",
    name: "data/warehouse-loader",
    branch: "main",
  },
];

const TITLES = [
  "Cache the price list for a minute",
  "Fix the rounding of partial refunds",
  "Bump the base image",
  "Give the checkout button its own loading state",
  "Retry the import when the bucket answers 503",
  "Drop support for the old token format",
  "Make the search field keep its text after a reload, including on very narrow screens",
];
const ACTORS = ["mira", "tomasz", "yuki.tanaka", "dependabot[bot]", "amélie"];
const BRANCHES = [
  "main",
  "main",
  "main",
  "feature/refunds-in-parts",
  "fix/price-cache",
  "release/2.14",
];

/** A small generator of repeatable numbers from 0 to 1. */
export function chances(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function statusOf(chance, index) {
  if (index === 0) return "running";
  if (index === 3) return "queued";
  if (index === 2 || index === 4 || index === 9) return "failure";
  if (chance < 0.78) return "success";
  if (chance < 0.9) return "failure";
  if (chance < 0.93) return "cancelled";
  if (chance < 0.95) return "timed_out";
  if (chance < 0.97) return "skipped";
  return chance < 0.985 ? "blocked" : "unknown";
}

const iso = (time) => new Date(time).toISOString();

function webUrl({ provider, repository }, id) {
  if (provider === "github") return `https://github.com/${repository}/actions/runs/${id}`;
  if (provider === "gitlab") return `https://gitlab.com/${repository}/-/pipelines/${id}`;
  return `https://jenkins.example.com/job/${repository}/${id}/`;
}

/** One build; `over` replaces any of its fields. */
export function makeBuild(id, createdAt, over = {}) {
  const chance = chances(id * 7919);
  const which = Math.floor(chance() * PIPELINES.length);
  const pipeline = PIPELINES[which];
  const status = over.status ?? "success";
  const started = status === "queued" ? null : createdAt + 4_000 + chance() * 30_000;
  const seconds = 60 + Math.round(chance() * 600);
  const ended = !["queued", "running", "blocked", "skipped"].includes(status);
  return {
    id,
    pipeline_id: which + 1,
    provider: pipeline.provider,
    repository: pipeline.repository,
    pipeline_name: pipeline.name,
    external_id: String(9_000_000_000 + id),
    attempt: chance() < 0.06 ? 2 : 1,
    status,
    raw_status: ended ? `completed/${status}` : status,
    branch: BRANCHES[Math.floor(chance() * BRANCHES.length)],
    commit_sha: Array.from({ length: 40 }, () => Math.floor(chance() * 16).toString(16)).join(""),
    commit_title: TITLES[Math.floor(chance() * TITLES.length)],
    actor: ACTORS[Math.floor(chance() * ACTORS.length)],
    event: "push",
    queued_at: iso(createdAt),
    started_at: started === null ? null : iso(started),
    finished_at: ended && started !== null ? iso(started + seconds * 1000) : null,
    duration_seconds: ended && started !== null ? seconds : null,
    queued_seconds: started === null ? null : (started - createdAt) / 1000,
    web_url: webUrl(pipeline, id),
    created_at: iso(createdAt),
    version: 1,
    ...over,
  };
}

/** `count` builds that end `now`, newest first, `spacing` minutes apart. */
export function makeBuilds(count, now, spacing = 3.4) {
  return Array.from({ length: count }, (_, index) => {
    const status = statusOf(chances((count - index) * 104_729)(), index);
    const age = index === 0 ? 2 * MINUTE : 3 * MINUTE + index * spacing * MINUTE;
    return makeBuild(count - index, now - age, { status });
  });
}

export function makePipelines(builds) {
  return PIPELINES.map((pipeline, index) => ({
    id: index + 1,
    provider: pipeline.provider,
    repository: pipeline.repository,
    name: pipeline.name,
    external_id: `${pipeline.repository}/${pipeline.name}`,
    url: webUrl(pipeline, "").replace(/\/$/, ""),
    default_branch: pipeline.branch,
    last_build: builds.find((build) => build.pipeline_id === index + 1) ?? null,
  })).filter((pipeline) => pipeline.last_build !== null);
}

const JOBS = ["lint", "unit tests", "integration tests", "build image", "browser tests", "publish"];

export function makeDetail(build) {
  const failed = build.status === "failure" || build.status === "timed_out";
  const jobs = JOBS.map((name, index) => {
    const bad = failed && index === 2;
    const skipped = failed && index > 2;
    const seconds = skipped ? null : 20 + ((build.id * (index + 3) * 37) % 240);
    return {
      id: build.id * 10 + index,
      external_id: `${build.external_id}-${index}`,
      attempt: build.attempt,
      name,
      stage: build.provider === "github" ? null : index < 3 ? "verify" : "deliver",
      status: bad
        ? "failure"
        : skipped
          ? "skipped"
          : build.status === "running" && index > 1
            ? "running"
            : "success",
      raw_status: null,
      queued_at: build.queued_at,
      started_at: build.started_at,
      finished_at: build.finished_at,
      duration_seconds: build.status === "running" && index > 1 ? null : seconds,
      web_url: build.web_url,
    };
  });
  const attempt = ({
    attempt,
    status,
    raw_status,
    queued_at,
    started_at,
    finished_at,
    duration_seconds,
    queued_seconds,
    web_url,
  }) => ({
    attempt,
    status,
    raw_status,
    queued_at,
    started_at,
    finished_at,
    duration_seconds,
    queued_seconds,
    web_url,
  });
  const attempts = Array.from({ length: build.attempt }, (_, index) =>
    index + 1 === build.attempt
      ? attempt(build)
      : attempt({
          ...build,
          attempt: index + 1,
          status: "failure",
          raw_status: "completed/failure",
        }),
  );
  const path = [null, "queued", "running", build.status].filter(
    (status, index, all) => index === 0 || all.indexOf(status) === index,
  );
  const transitions = path.slice(1).map((to, index) => ({
    from: path[index],
    to,
    attempt: build.attempt,
    version: index + 1,
    at:
      to === "queued"
        ? build.created_at
        : ((to === "running" ? build.started_at : build.finished_at) ?? build.created_at),
  }));
  return { ...build, jobs, attempts, transitions };
}

export function makeDeliveries(builds) {
  return builds.slice(0, 40).map((build, index) => ({
    id: 1_000 - index,
    provider: build.provider,
    event: { github: "workflow_run", gitlab: "Pipeline Hook", jenkins: "COMPLETED" }[
      build.provider
    ],
    delivery_key: `${build.provider}-${build.external_id}-${index}`,
    outcome:
      index === 2
        ? "unreadable"
        : index === 5
          ? "ignored"
          : index % 9 === 8
            ? "duplicate"
            : "applied",
    error: index === 2 ? "workflow_run.created_at is missing" : null,
    received_at: build.created_at,
  }));
}
