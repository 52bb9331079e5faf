// What keeps an eye on things: the wall, insights, the palette, the tab, and the notice of a new version.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, soon } from "./support/browser.mjs";
import { drawStates } from "./support/states.mjs";
import { reads, suite } from "./support/suite.mjs";

const { host, page: open, sharedPage } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();
const tiles = (page) => page.locator("[data-wall] li").first().waitFor();

async function palette(page) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
}

const STATES = {
  insights: {
    path: "/insights",
    ready: (page) => page.getByRole("link", { name: /platform/ }).waitFor(),
  },
  "insights-unavailable": {
    path: "/insights",
    prepare: (fake) => {
      fake.fail("/api/metrics/flaky", 404);
      fake.fail("/api/metrics/regressions", 503);
    },
    ready: (page) => page.getByRole("alert").nth(1).waitFor(),
  },
  wall: { path: "/wall", ready: tiles },
  "wall-calm": {
    options: { count: 1 },
    path: "/wall",
    prepare: (fake) => Object.assign(fake.world.builds[0], { status: "success" }),
    ready: (page) => page.getByText("None of 1 pipeline is failing or running").waitFor(),
  },
  palette: { path: "/", ready: first, act: palette },
  "palette-found": {
    path: "/",
    ready: first,
    act: async (page) => {
      await palette(page);
      await page.keyboard.type("billing");
      await page.getByRole("group", { name: "Builds" }).waitFor();
    },
  },
  "palette-silence": {
    path: "/",
    ready: first,
    act: async (page) => {
      await palette(page);
      await page.keyboard.type("silence acme");
      await page.getByRole("group", { name: "Keep quiet" }).waitFor();
    },
  },
  silenced: {
    path: "/",
    ready: first,
    act: async (page) => {
      await palette(page);
      await page.keyboard.type("silence design");
      await page.getByRole("option", { name: /^Silence acme/ }).waitFor();
      await page.keyboard.press("Enter");
      // What has the focus stays.
      await page.getByRole("button", { name: "Undo" }).focus();
    },
  },
  "palette-nothing": {
    path: "/",
    ready: first,
    act: async (page) => {
      await palette(page);
      await page.keyboard.type("nothing is called so");
      await page.getByText("Nothing is called so").waitFor();
    },
  },
  "view-menu": {
    options: { gated: true },
    path: "/pipelines",
    ready: (page) => page.locator("[data-pipeline]").first().waitFor(),
    act: async (page) => {
      await page.getByRole("button", { name: /^Theme/ }).click();
      await page.getByRole("button", { name: "Sign out" }).waitFor();
    },
  },
};

drawStates({ host, sharedPage }, STATES);

test("the palette goes to a pipeline, a build and a page, and does things", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await reads(page, "live");
  const choose = async (text, name) => {
    await palette(page);
    await page.keyboard.type(text);
    await page.getByRole("option", { name, selected: true }).waitFor();
    await page.keyboard.press("Enter");
  };
  await choose("billing", /platform\/billing/);
  await page.waitForURL(/\/pipelines\/3$/);
  await choose("insig", "Insights");
  await page.waitForURL("**/insights");
  await choose("pause", /Pause/);
  await reads(page, "paused");
  const { commit_sha, id } = fake.world.builds[20];
  await palette(page);
  await page.keyboard.type(commit_sha.slice(0, 12));
  await page.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/b/${id}`);
  await palette(page);
  await page.keyboard.press("Escape");
  await page.getByRole("combobox").waitFor({ state: "detached" });
  await page.context().close();
});

const broken = async (page, fake) =>
  (await (await page.request.get(`${fake.origin}/api/breakages`)).json()).items;

/** A build of a pipeline's default branch that just ended. */
const ended = (fake, pipeline_id, status) =>
  fake.tell(fake.news({ pipeline_id, status, branch: "main" }));

test("the tab says how many pipelines fail, in words and in its icon", async () => {
  const fake = await host();
  const page = await open(fake);
  const count = (await broken(page, fake)).length;
  assert.ok(count > 0);
  await page.goto(`${fake.origin}/insights`);
  await page.waitForFunction(
    (count) => document.title.startsWith(`${count} failing · Insights`),
    count,
  );
  const hasIcon = (path) =>
    page.locator(`link[rel=icon][href="${path}"]`).waitFor({ state: "attached" });
  await hasIcon(`/failing-${count}.svg`);
  const answer = await page.request.get(`${fake.origin}/failing-${count}.svg`);
  assert.ok((await answer.text()).includes(`>${count}<`));
  for (const pipeline_id of [1, 2, 3, 4, 5, 6]) ended(fake, pipeline_id, "success");
  await page.waitForFunction(() => document.title.startsWith("Insights"));
  await hasIcon("/favicon.svg");
  await page.context().close();
});

test("a failure shows on the wall by itself, and the wall never scrolls", async () => {
  const fake = await host();
  const page = await open(fake);
  const before = await broken(page, fake);
  await page.goto(`${fake.origin}/wall`);
  await page.getByRole("heading", { name: `${before.length} failing` }).waitFor();
  const green = [1, 2, 3, 4, 5, 6].find((id) => !before.some((one) => one.pipeline_id === id));
  ended(fake, green, "failure");
  await page.getByRole("heading", { name: `${before.length + 1} failing` }).waitFor();
  await soon(page, async () => {
    const [content, screen] = await page.evaluate(() => [
      document.documentElement.scrollHeight,
      innerHeight,
    ]);
    assert.ok(content <= screen);
  });
  await page.context().close();
});

test("a wall whose host is gone says so within ninety seconds", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.clock.install();
  await page.goto(`${fake.origin}/wall`);
  await tiles(page);
  fake.world.refuseSockets = true;
  fake.fail("/api/");
  fake.cut();
  await page.clock.runFor(95_000);
  await page.locator("[data-doubtful=true]").waitFor();
  await page.getByText(/^Not up to date since/).waitFor();
  await page.context().close();
});

test("a new version is told of, and loads when asked to", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await reads(page, "live");
  assert.equal(await page.getByText("A new version").count(), 0);
  fake.deploy();
  fake.cut();
  await page.getByText("A new version of this page is there.").waitFor();
  await page.context().close();
});

test("on paper the numbers and rows stand, and nothing that is pressed", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await first(page);
  await page.getByText("builds passed").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("banner").isVisible(), false);
  assert.equal(await page.getByRole("search").isVisible(), false);
  assert.equal(await page.getByText("builds passed").isVisible(), true);
  const tops = await page
    .locator("[data-build]")
    .evaluateAll((rows) => rows.map((row) => getComputedStyle(row).position));
  assert.ok(tops.every((position) => position === "relative"));
  await shoot(page, "printed", true);
  await page.context().close();
});

test("one can sign out only where one had to sign in", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/pipelines`);
  await page.getByRole("button", { name: /^Theme/ }).click();
  assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0);
  await page.context().close();

  const gated = await host({ gated: true });
  const inside = await open(gated);
  await inside.goto(`${gated.origin}/pipelines`);
  await inside.getByRole("button", { name: /^Theme/ }).click();
  await inside.getByRole("button", { name: "Sign out" }).click();
  await inside.waitForURL("**/sign-in.html?next=%2Fpipelines");
  await inside.context().close();
});
