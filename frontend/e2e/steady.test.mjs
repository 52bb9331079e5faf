// Nothing that is on a page moves while its answers come, in whatever order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NARROW, settled, WIDE } from "./support/browser.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** What is asked for by each page and how long it takes, in milliseconds: what stands above comes last. */
const PAGES = {
  "/deliveries": { "/api/sources": 900, "/api/deliveries?provider": 600, "/api/deliveries": 300 },
  "/alerts": { "/channels": 900, "/routes": 600, "/silences": 300 },
  "/wall": { "/api/pipelines": 900, "state=closed": 600 },
};

/** What is there once everything has come. */
const LAST = {
  "/deliveries": "[aria-label=Deliveries] tbody tr",
  "/alerts": "[aria-labelledby=history] tbody tr",
  "/wall": "[data-wall] li",
};

/** Less than this is told as no shift, and not seen: a word beside a clock that comes. */
const SHIFT_SEEN = 0.005;

function watch() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      window.shifts.push({ value, what: sources.map(({ node }) => node?.textContent) });
  }).observe({ type: "layout-shift", buffered: true });
}

for (const [path, waits] of Object.entries(PAGES)) {
  for (const [name, viewport] of Object.entries({ 1440: WIDE, 390: NARROW })) {
    test(`at ${name} px nothing on ${path} moves while its answers come`, async () => {
      const fake = await host();
      const page = await open(fake, { viewport });
      await page.addInitScript(watch);
      await page.route("**/api/**", async (route) => {
        const [, wait = 0] =
          Object.entries(waits).find(([part]) => route.request().url().includes(part)) ?? [];
        await new Promise((resolve) => setTimeout(resolve, wait));
        await route.continue().catch(() => {});
      });
      await page.goto(fake.origin + path);
      await page.locator(LAST[path]).first().waitFor();
      await settled(page);
      const shifts = await page.evaluate(() => window.shifts);
      assert.ok(shifts.reduce((sum, { value }) => sum + value, 0) < SHIFT_SEEN, inspect(shifts));
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().close();
    });
  }
}
