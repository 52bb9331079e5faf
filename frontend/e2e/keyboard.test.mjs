// Tasks done by key alone: the focus shows at every stop, lies under nothing, and is never lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { copied, soon } from "./support/browser.mjs";
import { getsFocus, press, pressAtOnce, seesFocus, tabTo, watchPointer } from "./support/keys.mjs";
import { chartOf, reads, suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** A task on a page of its own, which must end without a pointer or a fault. */
function task(name, path, play) {
  test(`by key: ${name}`, async () => {
    const fake = await host();
    const page = await open(fake);
    await page.addInitScript(watchPointer);
    await page.goto(fake.origin + path);
    await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    await play(page, fake);
    assert.equal(await page.evaluate(() => window.pointed), 0);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

const rows = (page) => page.locator("[data-build] [data-row-link]");

task("past the header to the newest builds, and into one", "/", async (page, fake) => {
  await rows(page).first().waitFor();
  await tabTo(page, page.getByRole("link", { name: "Skip to content" }));
  await press(page, "Enter");
  await page.waitForFunction(() => document.activeElement.id === "main");
  await press(page, "j", "j", "k", "j");
  await seesFocus(page);
  await press(page, "Enter");
  await page.waitForURL(`**/b/${fake.world.builds[1].id}`);
});

task("only what failed, and everything again", "/", async (page) => {
  await rows(page).first().waitFor();
  const status = page.getByRole("button", { name: /^Status/ });
  await tabTo(page, status);
  await press(page, "Enter");
  await tabTo(page, page.getByRole("checkbox", { name: "Failed" }));
  await press(page, "Space");
  await page.waitForURL("**/?status=failure");
  await press(page, "Escape");
  await getsFocus(page, status);
  await tabTo(page, page.getByRole("button", { name: "Remove filter Failed" }));
  await press(page, "Enter");
  await page.waitForURL((url) => url.search === "");
  await seesFocus(page);
});

task("a build by its branch", "/", async (page) => {
  await rows(page).first().waitFor();
  await press(page, "/");
  await getsFocus(page, page.getByRole("searchbox"));
  await page.keyboard.type("refunds-in-parts");
  await page.waitForURL("**/?q=refunds-in-parts");
  await soon(page, async () => {
    const texts = await page.locator("[data-build]").allTextContents();
    assert.ok(texts.length > 0 && texts.every((text) => text.includes("refunds-in-parts")));
  });
  await tabTo(page, rows(page).first());
  await press(page, "Enter");
  await page.waitForURL("**/b/*");
  await page.getByText("feature/refunds-in-parts").first().waitFor();
});

task("a pipeline by its name, and back where one was", "/", async (page) => {
  await rows(page).first().waitFor();
  await press(page, "j");
  const row = rows(page).first();
  await getsFocus(page, row);
  await press(page, "Control+k");
  await getsFocus(page, page.getByRole("combobox"));
  await press(page, "Escape");
  await getsFocus(page, row);
  await pressAtOnce(page, "Control+k", "b", "i", "l");
  await page.keyboard.type("ling");
  await page.getByRole("option", { name: /platform\/billing/, selected: true }).waitFor();
  await press(page, "Enter");
  await page.waitForURL("**/pipelines/3");
});

task("to another page by two keys, though the page hears of the second late", "/", async (page) => {
  await rows(page).first().waitFor();
  await page.evaluate(() => {
    const keepBusy = () => {
      const end = performance.now() + 1_500;
      while (performance.now() < end);
    };
    addEventListener("keydown", keepBusy, { once: true });
  });
  await Promise.all(["g", "p"].map((key) => page.keyboard.press(key)));
  await page.waitForURL("**/pipelines");
});

task("the palette, closed and opened by keys that come at once", "/", async (page) => {
  await rows(page).first().waitFor();
  const field = page.getByRole("combobox");
  await pressAtOnce(page, "Control+k", "w", "e");
  await pressAtOnce(page, "Escape", "Control+k", "b", "i", "l", "Enter");
  await page.waitForURL("**/pipelines/3");
  await field.waitFor({ state: "detached" });
});

task("from what is red to the line that says why", "/", async (page) => {
  await tabTo(page, page.locator("[data-broken-link]").first());
  await press(page, "Enter");
  const why = page.getByRole("region", { name: /First error/ });
  await tabTo(page, why.getByRole("button", { name: "Show in log" }));
  await press(page, "Enter");
  await page.locator("[data-line][data-chosen=true]").waitFor();
  await page.waitForURL(/#L\d+$/);
  await seesFocus(page);
  await press(page, "y");
  await copied(page, (link) => assert.equal(link, page.url()));
});

task("from a slow build in the chart to its page", "/pipelines/1", async (page) => {
  const chart = await chartOf(page, "Builds by time and duration");
  await tabTo(page, chart);
  await press(page, "Home", "ArrowRight", "ArrowRight");
  await soon(page, async () => assert.equal(await chart.getAttribute("aria-valuenow"), "3"));
  await seesFocus(page);
  await press(page, "Enter");
  await page.waitForURL("**/b/*");
});

task("quiet about what is being worked on", "/", async (page, fake) => {
  const silence = page.getByRole("button", { name: /^Silence / }).first();
  await tabTo(page, silence);
  await press(page, "Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await tabTo(page, dialog.getByRole("button", { name: "Silence", exact: true }));
  await press(page, "Enter");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(fake.world.rules.silences.at(-1).branch, "main");
  await page.locator("[data-broken-link]:focus").waitFor();
  await seesFocus(page);
  await page.getByText(/ is silenced until /).waitFor();
  await press(page, "z");
  await page.getByText("The silence is undone").waitFor();
  assert.ok(fake.world.rules.silences.every(({ branch }) => branch !== "main"));
});

task("quiet about a pipeline by its name, and not after all", "/pipelines", async (page, fake) => {
  await page.locator("[data-pipeline]").first().waitFor();
  await press(page, "j");
  await press(page, "Control+k");
  await getsFocus(page, page.getByRole("combobox"));
  await page.keyboard.type("silence web");
  await page.getByRole("option", { name: /^Silence acme\/web Deploy for 1 h/ }).waitFor();
  await press(page, "Enter");
  await page.getByText(/^acme\/web Deploy is silenced until \d/).waitFor();
  const { provider, repository, pipeline, branch, from, until, id } =
    fake.world.rules.silences.at(-1);
  assert.deepEqual(
    { provider, repository, pipeline, branch },
    { provider: "github", repository: "acme/web", pipeline: "Deploy", branch: null },
  );
  assert.equal(Date.parse(until) - Date.parse(from), 3_600_000);
  await tabTo(page, page.getByRole("button", { name: "Undo" }));
  await press(page, "Enter");
  await page.getByText("The silence is undone").waitFor();
  assert.ok(fake.world.rules.silences.every((one) => one.id !== id));
});

task("reading on while builds change and come in", "/", async (page, fake) => {
  await reads(page, "live");
  await rows(page).first().waitFor();
  await press(page, "j", "j", "j");
  const row = page.locator(`[data-build="${fake.world.builds[2].id}"] [data-row-link]`);
  await getsFocus(page, row);
  const [first, second, third] = fake.world.builds;
  fake.tell(
    { ...third, status: "failure", version: 7 },
    { ...first, status: "success", version: 7 },
  );
  await page.locator(`[data-build="${third.id}"][data-status=failure]`).waitFor();
  fake.tell(fake.news(), { ...second, status: "cancelled", version: 8 });
  await page.getByRole("button", { name: "1 new build" }).waitFor();
  await getsFocus(page, row);
  await seesFocus(page);
  await press(page, ".");
  await page.getByRole("button", { name: "1 new build" }).waitFor({ state: "detached" });
  await getsFocus(page, row);
  await seesFocus(page);
  await press(page, "p");
  await reads(page, "paused");
  await getsFocus(page, row);
});
