// What happens while the reader looks: changes in place, new rows by the rule, and nothing missed over a cut.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "./support/browser.mjs";
import { reads, rowsOf, suite } from "./support/suite.mjs";

/** The layout shift that a changed digit in a card may make; a row that moved would make a hundred times as much. */
const SHIFT_MOST = 0.001;

const { host, page: open } = suite();

async function start(options, path = "/") {
  const fake = await host(options);
  const page = await open(fake);
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(fake.origin + path);
  await page.locator("[data-build]").first().waitFor();
  await reads(page, "live");
  return { fake, page };
}

/** The ids of the builds on top; how far down rows are drawn depends on when one looks. */
const topOf = async (page) => (await rowsOf(page)).slice(0, 10).map(({ id }) => id);

const row = (page, id, status) => page.locator(`[data-build="${id}"][data-status="${status}"]`);

test("a change shows in its row and in the cards without a reload", async () => {
  const { fake, page } = await start();
  const running = fake.world.builds[0];
  const before = await topOf(page);
  fake.tell({
    ...running,
    status: "failure",
    version: 2,
    finished_at: new Date().toISOString(),
    duration_seconds: 77,
  });
  await row(page, running.id, "failure").waitFor();
  await page.getByText("1m 17s").first().waitFor();
  await page
    .getByText(/^63 failed/)
    .or(page.getByText(/4 pipelines failing now/))
    .first()
    .waitFor();
  assert.deepEqual(await topOf(page), before);
  await page.context().close();
});

test("an older version changes nothing", async () => {
  const { fake, page } = await start();
  const [running] = fake.world.builds;
  fake.tell({ ...running, status: "success", version: 5 });
  await row(page, running.id, "success").waitFor();
  fake.tell({ ...running, status: "running", version: 4 });
  const news = fake.news();
  fake.tell(news);
  await row(page, news.id, "success").waitFor();
  assert.equal(await row(page, running.id, "success").count(), 1);
  await page.context().close();
});

test("new rows enter by themselves at the top, and shift nothing", async () => {
  const { fake, page } = await start();
  const before = await page.evaluate(() => window.shifts);
  const news = fake.news({ status: "queued" });
  fake.tell(news);
  await row(page, news.id, "queued").waitFor();
  await soon(page, async () => assert.equal((await topOf(page))[0], news.id));
  assert.equal(before, 0);
  assert.ok((await page.evaluate(() => window.shifts)) < SHIFT_MOST);
  await page.context().close();
});

test("while a row is pointed at, new rows wait behind a pill that a key lets in", async () => {
  const { fake, page } = await start();
  await page.locator("[data-build]").nth(2).hover();
  const news = fake.news();
  fake.tell(news);
  await page.getByRole("button", { name: "1 new build" }).waitFor();
  assert.equal(await row(page, news.id, "success").count(), 0);
  await page.keyboard.press(".");
  await row(page, news.id, "success").waitFor();
  await page.context().close();
});

test("focus stays on its build while others change, and Enter opens it", async () => {
  const { fake, page } = await start();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const focused = () =>
    page.evaluate(() => Number(document.activeElement.closest("[data-build]")?.dataset.build));
  const { id } = fake.world.builds[1];
  await soon(page, async () => assert.equal(await focused(), id));
  fake.tell(fake.news(), { ...fake.world.builds[0], status: "success", version: 9 });
  await page.getByRole("button", { name: "1 new build" }).waitFor();
  assert.equal(await focused(), id);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/b/${id}`);
  await page.context().close();
});

test("what happens while the socket is cut is caught up with, and nothing is missed", async () => {
  const { fake, page } = await start();
  fake.world.refuseSockets = true;
  fake.cut();
  const [running] = fake.world.builds;
  fake.tell({ ...running, status: "success", version: 2, duration_seconds: 5 });
  const missed = Array.from({ length: 5 }, () => {
    const news = fake.news({ status: "failure" });
    fake.tell(news);
    return news;
  });
  await reads(page, "reconnecting");
  fake.world.refuseSockets = false;
  await page.getByRole("button", { name: "Retry now" }).click();
  await reads(page, "live");
  for (const news of missed) await row(page, news.id, "failure").waitFor();
  await row(page, running.id, "success").waitFor();
  assert.equal(
    fake.world.seen.filter(
      (path) =>
        path.startsWith("/api/builds?") && !path.includes("limit=1&") && !path.endsWith("limit=1"),
    ).length,
    1,
  );
  await page.context().close();
});

test("a lost frame is noticed by the next one", async () => {
  const { fake, page } = await start();
  fake.world.silent = true;
  const lost = fake.news({ status: "failure" });
  fake.tell(lost);
  fake.world.silent = false;
  const heard = fake.news();
  fake.tell(heard);
  await row(page, heard.id, "success").waitFor();
  await row(page, lost.id, "failure").waitFor();
  await page.context().close();
});

test("a cursor that the host forgot leads to fresh lists", async () => {
  const { fake, page } = await start();
  const hidden = fake.news({ status: "failure" });
  fake.world.builds.unshift(hidden);
  fake.world.epoch += 5_000;
  const heard = fake.news();
  fake.tell(heard);
  await row(page, hidden.id, "failure").waitFor();
  await row(page, heard.id, "success").waitFor();
  await page.context().close();
});

test("paused, nothing moves; resumed, everything shows", async () => {
  const { fake, page } = await start();
  await page.keyboard.press("p");
  await reads(page, "paused");
  const news = fake.news();
  fake.tell(news);
  await page.getByText("1 waiting").first().waitFor();
  assert.equal(await row(page, news.id, "success").count(), 0);
  await page.keyboard.press("p");
  await row(page, news.id, "success").waitFor();
  await page.context().close();
});

test("without a socket the page turns to asking on a timer and says so", async () => {
  const fake = await host();
  fake.world.refuseSockets = true;
  const page = await open(fake);
  await page.clock.install();
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await page.clock.runFor(70_000);
  await reads(page, "delayed");
  const news = fake.news();
  fake.tell(news);
  await page.clock.runFor(20_000);
  await row(page, news.id, "success").waitFor();
  await page.context().close();
});

test("an unusual silence is said", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.clock.install();
  await page.goto(fake.origin);
  await reads(page, "live");
  await page.locator("[data-build]").first().waitFor();
  await page.clock.runFor(59_000);
  await page.clock.setFixedTime(Date.now() + 45 * 60_000);
  await reads(page, "stale");
  await page.context().close();
});
