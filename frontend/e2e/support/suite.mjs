import { after, before } from "node:test";
import { startHost } from "../fake/host.mjs";
import { launch, openContext, openPage, openPageIn } from "./browser.mjs";

/** A browser for the tests of one file, and pages on hosts of their own that end with it. */
export function suite() {
  const hosts = [];
  let browser;
  let shared;
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await Promise.all(hosts.map((host) => host.close()));
  });
  return {
    async host(options) {
      const host = await startHost(options);
      hosts.push(host);
      return host;
    },
    page: (host, options) => openPage(browser, host.origin, options),
    /** A page among others, on an origin of its own: for what changes nothing of its context. */
    async sharedPage(host) {
      shared ??= await openContext(browser);
      return openPageIn(shared, host.origin);
    },
    browser: () => browser,
  };
}

/** The rows on screen as text, first to last. */
export function rowsOf(page) {
  return page.locator("[data-build]").evaluateAll((rows) =>
    rows
      .map((row) => ({
        id: Number(row.dataset.build),
        status: row.dataset.status,
        top: row.getBoundingClientRect().top,
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ id, status }) => ({ id, status })),
  );
}

/** A chart of this name, once there is something that its cursor can stand on. */
export async function chartOf(page, name) {
  const chart = page.getByRole("slider", { name });
  await chart.and(page.locator(":not([aria-valuetext='nothing to show'])")).waitFor();
  return chart;
}

/** Waits until the connection reads as `kind`. */
export function reads(page, kind) {
  return page.locator(`[data-live="${kind}"]`).waitFor();
}
