// What breaks and what is mended while the reader looks: the panel tells it, and nothing below moves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST, NARROW, soon, WIDE } from "./support/browser.mjs";
import { tabTo } from "./support/keys.mjs";
import { reads, suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** More breakages than the panel has room for. */
const CROWD = 7;

function watch() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries())
      if (!hadRecentInput)
        window.shifts.push(`${value}: ${sources.map(({ node }) => node?.textContent).join(" | ")}`);
  }).observe({ type: "layout-shift" });
}

const table = (page) => page.getByRole("table", { name: "Builds, newest first" });
const failing = (page, count) => page.getByRole("heading", { name: `Failing now ${count}` });

/** The last build of the default branch of each pipeline. */
function ends({ world }) {
  const main = world.builds.filter(({ branch }) => branch === "main");
  const newest = (one, at) => main.findIndex((it) => it.pipeline_id === one.pipeline_id) === at;
  return main.filter(newest);
}

/** Has the last build of each default branch pass. The card of the last build tells of another. */
function pass(fake) {
  const passed = { status: "success", attempt: 1, duration_seconds: 60 };
  fake.world.builds[0].branch = "feature";
  for (const build of ends(fake)) Object.assign(build, passed);
}

for (const [name, viewport] of Object.entries({ 1440: WIDE, 390: NARROW, 320: LEAST })) {
  test(`at ${name} px what breaks and what is mended moves nothing`, async () => {
    const fake = await host();
    pass(fake);
    const page = await open(fake, { viewport });
    await page.goto(fake.origin);
    await page.getByText("No default branch is broken").waitFor();
    await reads(page, "live");
    await page.locator("[data-build]").first().waitFor();
    await failing(page, 0).evaluate((heading) => heading.scrollIntoView({ block: "center" }));
    await page.evaluate(watch);
    const before = await table(page).boundingBox();
    const mains = ends(fake);
    let version = 1;
    for (const red of [1, mains.length, 2, 0]) {
      version += 1;
      const status = (at) => (at < red ? "failure" : "success");
      fake.tell(...mains.map((build, at) => ({ ...build, status: status(at), version })));
      await failing(page, red).waitFor();
      assert.deepEqual(await table(page).boundingBox(), before);
    }
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await page.context().close();
  });
}

test("no row moves under the pointer: what is mended says so in its place, what is new comes last", async () => {
  const fake = await host();
  let broken = [1, 2];
  fake.reshape("/api/breakages", ({ items: [first] }) => ({
    items: broken.map((id) => ({ ...first, id, pipeline_name: `pipeline ${id}` })),
    next_cursor: null,
  }));
  const page = await open(fake);
  await page.goto(fake.origin);
  await reads(page, "live");
  const rows = () =>
    page.locator("[data-breakage]").evaluateAll((all) => all.map((row) => row.dataset.breakage));
  await page.locator("[data-breakage='2']").hover();
  broken = [3, 2];
  const [build] = fake.world.builds;
  fake.tell({ ...build, version: build.version + 1 });
  await page.locator("[data-breakage='1']").getByText("no longer failing").waitFor();
  await soon(page, async () => assert.deepEqual(await rows(), ["1", "2", "3"]));
  await page.mouse.move(0, 0);
  await page.locator("[data-breakage='1']").waitFor({ state: "detached" });
  await soon(page, async () => assert.deepEqual(await rows(), ["3", "2"]));
  await page.context().close();
});

test("what the panel has no room for is reached by Tab, and seen", async () => {
  const fake = await host();
  fake.reshape("/api/breakages", ({ items: [first] }) => ({
    items: Array.from({ length: CROWD }, (_, index) => ({ ...first, id: index + 1 })),
    next_cursor: null,
  }));
  const page = await open(fake);
  await page.goto(fake.origin);
  await failing(page, CROWD).waitFor();
  const links = page.locator("[data-broken-link]");
  await links.first().focus();
  await tabTo(page, links.last());
  await page.getByText("No other default branch is broken").scrollIntoViewIfNeeded();
  await page.context().close();
});
