// A log of 200,000 lines: how soon its first error shows, how long a search takes, how few nodes it is.
import { openPage } from "../support/browser.mjs";
import { startProcess } from "./process.mjs";

const LINES = 200_000;

/** Notes when the first and the last byte of the log came, when its first error was drawn, and what kept the page busy. */
function watch() {
  window.marks = { tasks: [] };
  new PerformanceObserver((list) => {
    for (const { name, responseStart, responseEnd } of list.getEntries()) {
      if (!name.includes("/api/logs/")) continue;
      window.marks.begun ??= responseStart;
      window.marks.data ??= responseEnd;
    }
  }).observe({ type: "resource", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.marks.tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (window.marks.error === undefined && document.querySelector("[data-first=true]"))
      requestAnimationFrame(() => {
        window.marks.error ??= performance.now();
      });
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** From the key that ends what is typed to the count that is shown for it. */
async function find(page, text) {
  const box = page.getByLabel("Find in the whole log");
  await box.focus();
  await page.evaluate(() => {
    const counted = document.querySelector("[aria-label='Lines found']");
    window.found = new Promise((done) => {
      let typed = 0;
      addEventListener("input", () => {
        typed = performance.now();
      });
      new MutationObserver(() => {
        if (typed > 0 && /\d/.test(counted.textContent)) done(performance.now() - typed);
      }).observe(counted, { subtree: true, childList: true, characterData: true });
    });
  });
  await page.keyboard.insertText(text);
  return page.evaluate(() => window.found);
}

export async function measureLog(browser) {
  const host = await startProcess({ logLines: LINES });
  const page = await openPage(browser, host.origin);
  await page.addInitScript(watch);
  await page.goto(`${host.origin}/b/896`);
  await page.waitForFunction(() => window.marks.error !== undefined);
  await page.getByText("200k lines", { exact: true }).waitFor();
  const drawn = await page.evaluate(() => performance.now());
  const found = await find(page, "took 13 ms");
  const { begun, data, error, tasks } = await page.evaluate(() => window.marks);
  const since = tasks.filter(({ startTime }) => startTime > begun);
  const nodes = await page.locator("ol[aria-label=Lines] *").count();
  await page.context().close();
  host.close();
  return [
    ["log: first error after its data", Math.max(0, error - data), 1_000, "ms"],
    ["log: first error after its first byte", error - begun, null, "ms"],
    ["log: all of it after its first byte", drawn - begun, null, "ms"],
    ["log: longest task", Math.max(0, ...since.map(({ duration }) => duration)), 100, "ms"],
    ["log: found everywhere", found, 250, "ms"],
    ["log: nodes", nodes, 300, ""],
  ];
}
