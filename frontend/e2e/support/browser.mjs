import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Pages of one context share a process, which then compiles what they have in common once.
  "--process-per-site",
];

/** How long a test waits for something to show before it fails, in milliseconds. */
const WAIT_MS = 15_000;

/** Of a screenshot, in percent: a JPEG is written in two thirds of the time that a PNG takes. */
const QUALITY = 85;

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };
export const LEAST = { width: 320, height: 640 };

export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [...FLAGS, ...more],
  });
}

/** A place for pages that knows of no others. */
export function openContext(browser, { viewport = WIDE, scheme = "light", timezoneId } = {}) {
  return browser.newContext({
    viewport,
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...(timezoneId && { timezoneId }),
  });
}

/** A fresh page in a context of its own. */
export async function openPage(browser, origin, options) {
  return openPageIn(await openContext(browser, options), origin);
}

/** A fresh page; what it logs as errors, throws, or asks of another origin is kept in `faults`. */
export async function openPageIn(context, origin) {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`threw: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(text))
      faults.push(text);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.host !== new URL(origin).host) faults.push(`asked ${url.host}`);
  });
  page.faults = faults;
  return page;
}

/** What axe looks for: WCAG 2.2 AA and its best practices, or of these what colours alone decide. */
const RULES = {
  "every rule": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  colours: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

/** Fails when axe finds a violation of these rules. */
export async function checkAccess(page, name, rules = "every rule") {
  const loaded = await page.evaluate(() => "axe" in window);
  if (!loaded) await page.evaluate(axe);
  const violations = await page.evaluate(async (runOnly) => {
    const found = await window.axe.run(document, {
      runOnly,
      resultTypes: ["violations"],
      preload: false,
    });
    return found.violations.map(({ id, nodes }) => {
      const places = nodes.map((node) => node.target.join(" "));
      return `${id}: ${places.slice(0, 4).join(" | ")}`;
    });
  }, RULES[rules]);
  assert.deepEqual(violations, [], name);
}

/** Waits until what was asked of the page, such as another width, is drawn. */
export function settled(page) {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** Fails when the page can be scrolled sideways. */
export async function checkReflow(page, name) {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= screen, `${name}: ${content} px wide on a screen of ${screen} px`);
}

/** Checks at every frame until what is checked holds: what is drawn may follow what it was seen by, such as an address. */
export async function soon(page, check) {
  const latest = Date.now() + WAIT_MS;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (!(cause instanceof assert.AssertionError) || Date.now() > latest) throw cause;
    }
    await settled(page);
  }
}

/** Waits until what was copied is as `check` wants it. */
export function copied(page, check) {
  return soon(page, async () => check(await page.evaluate(() => navigator.clipboard.readText())));
}

export async function shoot(page, name, fullPage = false) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}${name}.jpg`, quality: QUALITY, fullPage });
}
