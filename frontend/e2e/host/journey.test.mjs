// One journey against a real host: a signed webhook in, the changed row and cards on screen.
// SIGNALBOX_URL and GITHUB_WEBHOOK_SECRET name the host and its secret.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkAccess, copied, launch, openPage, shoot } from "../support/browser.mjs";
import { reads } from "../support/suite.mjs";

const run = promisify(execFile);

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; it takes the running host's value`);
  return value;
}

const origin = new URL(fromEnvironment("SIGNALBOX_URL")).origin;
const secret = fromEnvironment("GITHUB_WEBHOOK_SECRET").split(",")[0];
const runId = Date.now();
const repository = `journey/run-${runId}`;
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const seconds = (ago) => new Date(runId - ago * 1000).toISOString().replace(/\.\d+Z$/, "Z");

/** Sends a `workflow_run` as GitHub would and answers the host's own answer. */
async function send(status, conclusion, updatedAt) {
  const [owner, name] = repository.split("/");
  const body = JSON.stringify({
    action: status === "completed" ? "completed" : "in_progress",
    workflow: { id: 1, name: "Journey", path: ".github/workflows/journey.yml" },
    workflow_run: {
      id: runId,
      name: "Journey",
      path: ".github/workflows/journey.yml",
      workflow_id: 1,
      run_number: 1,
      run_attempt: 1,
      event: "push",
      status,
      conclusion,
      display_title: "Follow the line to its end",
      head_branch: "main",
      head_sha: "8c1f2ab0d3e4f5a69788c1f2ab0d3e4f5a697881",
      head_commit: {
        id: "8c1f2ab0d3e4f5a69788c1f2ab0d3e4f5a697881",
        message: "Follow the line to its end",
        timestamp: seconds(60),
      },
      actor: { login: "mira" },
      triggering_actor: { login: "mira" },
      created_at: seconds(60),
      run_started_at: seconds(60),
      updated_at: updatedAt,
      html_url: `https://github.com/${repository}/actions/runs/${runId}`,
      pull_requests: [],
    },
    repository: {
      id: 1,
      name,
      full_name: repository,
      html_url: `https://github.com/${repository}`,
      default_branch: "main",
      owner: { login: owner },
    },
    sender: { login: "mira" },
  });
  const response = await fetch(`${origin}/webhooks/github`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "workflow_run",
      "x-github-delivery": `journey-${runId}-${status}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
    body,
  });
  return { status: response.status, body: await response.json() };
}

const rowOf = (page, name) => page.locator("[data-build]").filter({ hasText: name });
const failedCount = async () => {
  const response = await fetch(`${origin}/api/metrics/overview?window=24h`);
  const { builds } = await response.json();
  return builds.failure + builds.timed_out;
};

test("the guide's own text, pasted into bash, makes a build appear without a reload", async () => {
  const page = await openPage(browser, origin);
  await page.goto(`${origin}/setup`);
  await page.getByRole("button", { name: "Copy test delivery" }).click();
  const text = await copied(page, (text) => {
    assert.match(text, /curl/);
    return text;
  });
  await page.goto(origin);
  await reads(page, "live");
  const { stdout } = await run("bash", ["-c", text]);
  assert.match(stdout, /"outcome":\s*"applied"/);
  await rowOf(page, "example/hello").first().waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a signed webhook changes the row and the cards while the reader looks", async () => {
  const page = await openPage(browser, origin);
  await page.goto(origin);
  await reads(page, "live");
  const started = await send("in_progress", null, seconds(50));
  assert.deepEqual([started.status, started.body.outcome], [202, "applied"]);
  const row = rowOf(page, repository);
  await row.and(page.locator('[data-status="running"]')).waitFor();

  const failed = (await failedCount()) + 1;
  await send("completed", "failure", seconds(5));
  await row.and(page.locator('[data-status="failure"]')).waitFor();
  await page.getByText(new RegExp(`^${failed} failed`)).waitFor();
  await checkAccess(page, "overview of the real host");
  await shoot(page, "host-overview");

  await row.locator("[data-row-link]").click();
  await page.getByRole("heading", { name: repository, level: 1 }).waitFor();
  await page
    .getByRole("list", { name: "Status changes, latest first" })
    .getByText("Failed")
    .waitFor();
  await checkAccess(page, "build on the real host");
  await shoot(page, "host-build");
  await page.goto(`${origin}/deliveries`);
  await page.getByRole("cell", { name: "workflow_run" }).first().waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("an unsigned webhook is turned away", async () => {
  const response = await fetch(`${origin}/webhooks/github`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-github-event": "workflow_run" },
    body: "{}",
  });
  assert.equal(response.status, 401);
});
