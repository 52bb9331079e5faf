// Live load: 10,000 rows on the page, fifty events a second from a real socket, and what that costs the reader.
import { openPage } from "../support/browser.mjs";
import { startProcess } from "./process.mjs";

const ROWS = 10_000;
const RATE = 50;

/** How long the page may take to read all its rows, in milliseconds. */
const READ_MS = 300_000;

function watch() {
  window.seen = { frames: [], tasks: [], shifts: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.seen.tasks.push(duration);
  }).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, startTime, value } of list.getEntries())
      if (!hadRecentInput) window.seen.shifts.push({ at: startTime, value });
  }).observe({ type: "layout-shift" });
  let before = performance.now();
  const frame = (now) => {
    window.seen.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

const share = (values, part) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;

/** The cumulative layout shift: the worst session of shifts, less than a second apart and five seconds long at most. */
function shiftOf(shifts) {
  let [worst, sum, began, last] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const { at, value } of shifts) {
    if (at - last >= 1_000 || at - began >= 5_000) [sum, began] = [0, at];
    sum += value;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

async function readAll(page, origin) {
  await page.goto(`${origin}/?window=30d`);
  await page.waitForFunction(
    () => {
      scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector('[data-build="1"]') !== null;
    },
    undefined,
    { timeout: READ_MS, polling: 50 },
  );
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator(`[data-build="${ROWS}"]`).waitFor();
}

/** The time that the page's main thread is at work, in milliseconds of its processor. */
async function busy(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

export async function measureLive(browser, seconds) {
  const host = await startProcess({ count: ROWS });
  const page = await openPage(browser, host.origin);
  await readAll(page, host.origin);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await busy(session);
  await page.evaluate(watch);
  host.send("load", { rate: RATE });
  await page.waitForTimeout(seconds * 1000);
  const { frames, tasks, shifts } = await page.evaluate(() => window.seen);
  const spent = (await busy(session)) - before;
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  await page.context().close();
  host.close();
  return [
    ["live: frame p95", share(frames, 0.95), 17, "ms"],
    ["live: longest task", Math.max(0, ...tasks), 100, "ms"],
    ["live: layout shift", Math.round(shiftOf(shifts) * 100) / 100, 0, ""],
    ["live: main thread at work", spent / seconds, null, "ms/s"],
    ["live: frames drawn", frames.length / seconds, null, "/s"],
    ["live: nodes", nodes, null, ""],
  ];
}
