// The pages of numbers: every state of them, and what a reader does there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "./support/browser.mjs";
import { drawStates } from "./support/states.mjs";
import { chartOf, suite } from "./support/suite.mjs";

const { host, page: open, sharedPage } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();

const STATES = {
  "fixed-range": {
    path: `/?window=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}..now&tz=utc`,
    ready: first,
  },
  "range-form": {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("t");
      await page.getByLabel("Time range", { exact: true }).fill("next week");
      await page.keyboard.press("Enter");
      await page.getByText("That is no range").waitFor();
    },
  },
  "pipelines-sorted": {
    path: "/pipelines?sort=success&window=24h",
    ready: (page) => page.locator("[data-pipeline]").first().waitFor(),
  },
  "pipelines-without-numbers": {
    path: "/pipelines",
    prepare: (fake) => fake.fail("/api/metrics/pipelines", 404),
    ready: (page) => page.getByText("No numbers of pipelines").waitFor(),
  },
  pipeline: {
    options: { spacing: 11 },
    path: "/pipelines/1",
    ready: (page) => page.getByRole("slider", { name: "Builds by day" }).waitFor(),
  },
  "pipeline-log-branch": {
    options: { spacing: 11 },
    path: "/pipelines/2?branch=main&scale=log&window=30d",
    ready: (page) => page.getByRole("slider", { name: "Builds by day" }).waitFor(),
    act: async (page) => {
      await page.getByText("Show as table").first().click();
      await page.getByRole("region", { name: "Builds behind the chart" }).waitFor();
    },
  },
  "pipeline-without-numbers": {
    path: "/pipelines/1",
    prepare: (fake) => fake.fail("/api/metrics/pipeline", 404),
    ready: (page) => page.getByText("No numbers of this pipeline").waitFor(),
  },
};

drawStates({ host, sharedPage }, STATES);

test("a typed range is the address, the list and the cards follow it", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await first(page);
  await page.keyboard.press("t");
  await page.keyboard.type("last 2 hours");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/?window=2h");
  await page.getByRole("radio", { checked: true }).waitFor({ state: "detached" });
  await page.waitForFunction(() => {
    const rows = document.querySelector("[role=table]").getAttribute("aria-rowcount");
    return Number(rows) > 1 && Number(rows) < 45;
  });
  assert.ok(
    fake.world.seen.some((path) => path.startsWith("/api/metrics/overview?from=")),
    "the cards ask by the edges of the window",
  );
  await page.reload();
  await first(page);
  await page.getByRole("button", { name: "Time range 2h: in the last 2 hours" }).waitFor();
  await page.context().close();
});

test("`u` turns every time to UTC, on this page and the next, and the address says so", async () => {
  const fake = await host();
  const page = await open(fake, { timezoneId: "Asia/Kolkata" });
  await page.goto(fake.origin);
  await first(page);
  const age = page.locator("[data-build] time").first();
  const titled = (zone) =>
    soon(page, async () => {
      await age.dispatchEvent("pointerover");
      assert.match(await age.getAttribute("title"), zone);
    });
  await titled(/GMT\+5:30|IST/);
  await page.keyboard.press("u");
  await page.waitForURL("**/?tz=utc");
  await titled(/UTC$/);
  await page.getByRole("link", { name: "Pipelines" }).click();
  await page.waitForURL("**/pipelines?tz=utc");
  await page.goto(fake.origin);
  await first(page);
  await titled(/UTC$/);
  await page.keyboard.press("u");
  await page.waitForURL((url) => url.search === "");
  await titled(/GMT\+5:30|IST/);
  await page.context().close();
});

test("dragging over the durations zooms, and the same goes by key", async () => {
  const fake = await host({ spacing: 11 });
  const page = await open(fake);
  await page.goto(`${fake.origin}/pipelines/1`);
  const chart = await chartOf(page, "Builds by time and duration");
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/window=.*\.\./);
  const zoomed = page.url();
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("+");
  await page.waitForFunction((url) => location.href !== url, zoomed);
  await page.goBack();
  await page.waitForURL(zoomed);
  await page.context().close();
});

test("a chart's cursor moves by key, tells what it stands on, and Enter opens it", async () => {
  const fake = await host({ spacing: 11 });
  const page = await open(fake);
  await page.goto(`${fake.origin}/pipelines/1`);
  const chart = await chartOf(page, "Builds by time and duration");
  /** Waits until the cursor is at a place, and reads what it stands on. */
  const standsOn = (place) =>
    soon(page, async () => {
      assert.equal(await chart.getAttribute("aria-valuenow"), place);
      return chart.getAttribute("aria-valuetext");
    });
  await chart.focus();
  await page.keyboard.press("Home");
  const oldest = await standsOn("1");
  assert.match(oldest, /^(Passed|Failed|Timed out|Cancelled) in .+, \d+ \w+ \d+/);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await standsOn("2"), oldest);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/b\/\d+$/);
  await chart.waitFor({ state: "detached" });
  await page.goBack();
  const days = await chartOf(page, "Builds by day");
  await days.focus();
  assert.match(await days.getAttribute("aria-valuetext"), /^\d{4}-\d\d-\d\d: /);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/\?pipeline=1&window=.+\.\./);
  await page.context().close();
});

test("pipelines order by each column, and a search keeps those named so", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/pipelines`);
  await page.locator("[data-pipeline]").first().waitFor();
  const order = () =>
    page
      .locator("[data-pipeline]")
      .evaluateAll((rows) => rows.map((row) => Number(row.dataset.pipeline)));
  const worst = await order();
  await page.getByRole("button", { name: "p50" }).click();
  await page.waitForURL("**/pipelines?sort=p50");
  await page
    .getByRole("columnheader", { name: "p50" })
    .and(page.locator("[aria-sort=descending]"))
    .waitFor();
  assert.deepEqual((await order()).toSorted(), worst.toSorted());
  await page.getByRole("button", { name: "p50" }).click();
  await page.waitForURL("**/pipelines");
  await soon(page, async () => assert.deepEqual(await order(), worst));
  await page.keyboard.press("/");
  await page.keyboard.type("billing");
  await page.waitForURL("**/pipelines?q=billing");
  await page.waitForFunction(() => document.querySelectorAll("[data-pipeline]").length === 1);
  await page.context().close();
});
