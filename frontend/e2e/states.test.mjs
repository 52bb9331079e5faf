// Every page and state, light and dark, wide and narrow: drawn, free of violations, and not wider than the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccess, checkReflow, LEAST, NARROW, shoot, WIDE } from "./support/browser.mjs";
import { reads, suite } from "./support/suite.mjs";

const { host, page: open } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();
const heading = (name) => (page) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** A state: the host it needs, where it is seen, and what shows that it is there. */
const STATES = {
  overview: { path: "/", ready: first },
  filtered: { path: "/?provider=gitlab&status=failure,timed_out&window=7d&q=main", ready: first },
  "no-match": {
    path: "/?q=nothing-is-called-so",
    ready: (page) => page.getByText("No build matches").waitFor(),
  },
  "first-run": {
    options: { count: 0 },
    path: "/",
    ready: (page) => page.getByText("Listening for the first delivery…").waitFor(),
  },
  "first-run-hosted": {
    options: { count: 0, local: false },
    path: "/",
    ready: (page) => page.getByText("The secret is not shown on a hosted Signalbox").waitFor(),
  },
  "delivery-without-build": {
    options: {
      count: 0,
      deliveries: [
        {
          id: 1,
          provider: "github",
          event: "ping",
          delivery_key: "a",
          outcome: "ignored",
          error: null,
          received_at: new Date().toISOString(),
        },
      ],
    },
    path: "/",
    ready: (page) => page.getByText("Still listening for the first build").waitFor(),
  },
  loading: {
    path: "/",
    prepare: (fake) => {
      fake.world.slow = 60_000;
    },
    ready: (page) => page.locator("[aria-busy=true]").first().waitFor(),
  },
  "panel-error": {
    path: "/",
    prepare: (fake) => fake.fail("/api/metrics"),
    ready: (page) => page.getByRole("alert").waitFor(),
  },
  "all-errors": {
    path: "/",
    prepare: (fake) => fake.fail("/api/"),
    ready: (page) => page.getByRole("alert").nth(1).waitFor(),
  },
  offline: {
    path: "/",
    ready: first,
    act: async (page) => {
      await reads(page, "live");
      await page.context().setOffline(true);
      await reads(page, "offline");
    },
  },
  paused: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("p");
      await reads(page, "paused");
    },
  },
  reconnecting: {
    path: "/",
    ready: first,
    act: async (page, fake) => {
      await reads(page, "live");
      fake.world.refuseSockets = true;
      fake.cut();
      await reads(page, "reconnecting");
    },
  },
  definition: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.getByRole("button", { name: "How is success rate computed?" }).click();
      await page.getByText("passed ÷ (passed + failed + timed out)").waitFor();
    },
  },
  "status-filter": {
    path: "/?status=failure",
    ready: first,
    act: async (page) => {
      await page.getByRole("button", { name: /^Status/ }).click();
      await page.getByRole("checkbox", { name: "Timed out" }).waitFor();
    },
  },
  help: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
  build: { path: "/b/895", ready: heading(/acme|platform|mobile|data/) },
  "failed-build": { path: "/b/896", ready: heading(/acme|platform|mobile|data/) },
  "no-build": {
    path: "/b/99999",
    ready: (page) => page.getByText("There is no build 99999").waitFor(),
  },
  pipelines: {
    path: "/pipelines",
    ready: (page) => page.locator("[data-row-link]").first().waitFor(),
  },
  deliveries: {
    path: "/deliveries",
    ready: (page) => page.getByRole("cell", { name: "Applied" }).first().waitFor(),
  },
  setup: { path: "/setup", ready: (page) => page.locator("[data-test-delivery]").waitFor() },
  "not-found": { path: "/nowhere", ready: heading("Page not found") },
};

const SCREENS = [
  ["1440", WIDE],
  ["390", NARROW],
];

for (const [name, { options, path, prepare, ready, act }] of Object.entries(STATES)) {
  test(`${name} is drawn well in every theme and width`, async () => {
    const fake = await host(options);
    for (const scheme of ["light", "dark"]) {
      for (const [width, viewport] of SCREENS) {
        fake.heal();
        fake.world.refuseSockets = false;
        prepare?.(fake);
        const page = await open(fake, { viewport, scheme });
        await page.goto(fake.origin + path);
        await ready(page);
        await act?.(page, fake);
        const label = `${name}-${width}-${scheme}`;
        await page.evaluate(() => document.fonts.ready);
        await shoot(page, label);
        await checkAccess(page, label);
        await checkReflow(page, label);
        assert.deepEqual(page.faults, [], label);
        await page.context().close();
      }
    }
  });
}

test("at 320 pixels no page is wider than the screen", async () => {
  const fake = await host();
  const page = await open(fake, { viewport: LEAST });
  for (const [name, { path, ready, options }] of Object.entries(STATES)) {
    if (options) continue;
    if (name === "loading" || name.endsWith("error") || name.endsWith("errors")) continue;
    await page.goto(fake.origin + path);
    await ready(page);
    await checkReflow(page, name);
  }
  await page.context().close();
});
