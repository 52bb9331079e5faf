// What a reader does with a log.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { githubLog, longLog } from "./fake/logs.mjs";
import { copied, LEAST, soon } from "./support/browser.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** How many nodes the lines of a log may be, however many lines there are. */
const NODES_MOST = 300;

const lines = (page) => page.locator("[data-line]").first().waitFor();

/** A build that failed on the default branch, so that it has a breakage. */
function failedOn({ world }) {
  return world.builds.find(
    ({ status, branch, provider }) =>
      status === "failure" && branch === "main" && provider === "github",
  );
}

test("why it failed is on the screen that opens, with the commits since the last green build", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/${failedOn(fake).id}`);
  const why = page.getByRole("region", { name: /First error/ });
  await why.getByText("error TS2345").waitFor();
  await why.getByText(/since the last green build/).waitFor();
  await why.getByRole("button", { name: "Show in log" }).click();
  await page.locator("[data-line][data-chosen=true]").getByText("adds a partial refund").waitFor();
  await page.waitForURL(/#L\d+$/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("nothing below moves when it turns out why a build failed", async () => {
  const fake = await host();
  const page = await open(fake);
  let release;
  const looked = new Promise((resolve) => {
    release = resolve;
  });
  await page.route("**/api/logs/**", async (route) => {
    await looked;
    await route.continue();
  });
  await page.goto(`${fake.origin}/b/${failedOn(fake).id}`);
  const why = page.getByRole("region", { name: /First error/ });
  await why.waitFor();
  const jobs = page.getByRole("heading", { name: "Jobs" });
  assert.equal(await why.getByText("error TS2345").count(), 0);
  const { y } = await jobs.boundingBox();
  release();
  await why.getByText("error TS2345").waitFor();
  await why.getByText(/since the last green build/).waitFor();
  assert.equal((await jobs.boundingBox()).y, y);
  await page.context().close();
});

test("a link to lines opens what holds them, and brings them into sight", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/895?job=8951#L6-L8`);
  const chosen = page.locator("[data-chosen=true]");
  await chosen.first().waitFor();
  await page.waitForFunction(() => {
    const box = document.querySelector("[data-line='6']")?.getBoundingClientRect();
    return box && box.top > 100 && box.bottom < innerHeight;
  });
  assert.equal(await page.locator("[data-line='6'] code").textContent(), "  fetch-depth: 1");
  await page.locator("[data-line='8'] a").click({ modifiers: ["Shift"] });
  await page.waitForURL("**#L6-L8");
  await page.locator("[data-line='8'] a").click();
  await page.waitForURL("**#L8");
  await page.getByRole("button", { name: "Copy 1 line" }).click();
  await copied(page, (text) => assert.equal(text, "Syncing repository: acme/web"));
  await page.context().close();
});

test("a search finds what is folded, counts it and steps round", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/895?job=8951`);
  await lines(page);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("git version");
  await page.getByText("2", { exact: true }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-current=true] mark").first().waitFor();
  const isAt = (place) =>
    page.getByLabel("Lines found").getByText(place, { exact: true }).waitFor();
  await isAt("1 / 2");
  await page.keyboard.press("Enter");
  await isAt("2 / 2");
  await page.keyboard.press("Enter");
  await isAt("1 / 2");
  await page.keyboard.press("Shift+Enter");
  await isAt("2 / 2");
  await page.context().close();
});

test("only errors: by key, by address, with their numbers, until another line is asked for", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/896`);
  await lines(page);
  const numbers = () =>
    page.locator("[data-line]").evaluateAll((rows) => rows.map(({ dataset }) => dataset.line));
  const count = githubLog(true).trimEnd().split("\n").length;
  await page.getByText(`${count} lines`, { exact: true }).waitFor();
  await page.keyboard.press("Shift+E");
  await page.waitForURL("**/b/896?lines=errors");
  const shown = await soon(page, async () => {
    const shown = await numbers();
    const errors = await page.locator("[data-level=error]").count();
    assert.equal(errors, shown.length, "every line shown tells of an error");
    assert.ok(shown.length > 1 && shown.length < count);
    return shown;
  });
  await page.getByText(`Hidden: ${count - shown.length} lines without an error.`).waitFor();
  await page.reload();
  await page.locator(`[data-line="${shown[0]}"] a`).click();
  await page.waitForURL(`**/b/896?lines=errors#L${shown[0]}`);
  await soon(page, async () => assert.deepEqual(await numbers(), shown));
  await page.getByLabel("Find in the whole log").fill("Syncing repository");
  await page.keyboard.press("Enter");
  await page.locator("[data-current=true]").getByText("Syncing repository").waitFor();
  await page.waitForURL((url) => url.search === "");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("wrapped lines lie close to one another also after the window has changed", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/896?lines=errors`);
  await lines(page);
  await page.setViewportSize(LEAST);
  await page.waitForFunction(() => {
    const boxes = [...document.querySelectorAll("[data-line]")].map((row) =>
      row.getBoundingClientRect(),
    );
    const close = boxes.every(({ top }, at) => at === 0 || top === boxes[at - 1].bottom);
    return close && boxes.some(({ height }) => height > 20);
  });
  await page.context().close();
});

test("a log that grows is asked for at its end, and followed until the reader scrolls up", async () => {
  const fake = await host();
  const grown = (count) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join("");
  fake.world.logState = "running";
  fake.world.logText = grown(200);
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/900`);
  await page.getByRole("button", { name: "Follow" }).click();
  await page.getByText("line 199", { exact: true }).waitFor();
  fake.world.logText = grown(260);
  await page.getByText("line 259", { exact: true }).waitFor();
  const asked = fake.world.seen.filter((path) => path.startsWith("/api/logs/"));
  assert.ok(
    asked.at(-1).includes(`offset=${grown(200).length}`) ||
      asked.at(-1).includes(`offset=${grown(260).length}`),
  );
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, -900);
  await page.locator("button[aria-pressed=false]", { hasText: "Follow" }).waitFor();
  fake.world.logText = grown(270);
  await page.getByRole("button", { name: "10 new lines" }).click();
  await page.getByText("line 269", { exact: true }).waitFor();
  fake.world.logState = "complete";
  await page.getByText(/still running/).waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a log in pieces is read to its end, and saved as it came", async () => {
  const fake = await host();
  fake.world.logPiece = 1_000;
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/896`);
  await page.getByText(/^\d+ lines$/).waitFor();
  await page.keyboard.press("End");
  await page.getByText("Post job cleanup.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the log as it came" }).click(),
  ]);
  assert.equal(readFileSync(await download.path(), "utf8"), githubLog(true));
  assert.equal(download.suggestedFilename(), "integration-tests.log");
  await page.context().close();
});

test("a job leads to its log, and the address says which", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/896#L3`);
  await lines(page);
  await page.getByRole("link", { name: /^unit tests/ }).click();
  await page.waitForURL("**/b/896?job=8961");
  await page.getByRole("heading", { name: "Log of unit tests" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Log of integration tests" }).waitFor();
  await page.context().close();
});

test("200,000 lines are few nodes, and every one of them can be reached", async () => {
  const fake = await host();
  fake.world.logText = longLog(200_000);
  const page = await open(fake);
  await page.goto(`${fake.origin}/b/896#L150000`);
  await page.locator("[data-line='150000'][data-chosen=true]").waitFor();
  await page.getByText("200k lines").waitFor();
  const nodes = () => page.locator("ol[aria-label=Lines] *").count();
  assert.ok((await nodes()) <= NODES_MOST, `${await nodes()} nodes`);
  await page.getByRole("button", { name: "Next error" }).click();
  await page.locator("[data-line='100001'] code", { hasText: "error TS2345" }).waitFor();
  await page.getByLabel("Find in the whole log").fill("199999 debug");
  await page.keyboard.press("Enter");
  await page.locator("[data-line='200000'] mark").waitFor();
  assert.ok((await nodes()) <= NODES_MOST, `${await nodes()} nodes`);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
