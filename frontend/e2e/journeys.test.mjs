// What a person does: narrows, shares, goes back, reads a build, starts from nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { copied, soon } from "./support/browser.mjs";
import { reads, rowsOf, suite } from "./support/suite.mjs";

const { host, page: open } = suite();
const run = promisify(execFile);

test("filters are the address: they survive a reload and step back one at a time", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await page.getByRole("button", { name: "Status" }).click();
  await page.getByRole("checkbox", { name: "Failed" }).click();
  await page.waitForURL("**/?status=failure");
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "7d" }).click();
  await page.waitForURL("**/?status=failure&window=7d");
  await page.reload();
  await page.locator("[data-build]").first().waitFor();
  await soon(page, async () =>
    assert.ok((await rowsOf(page)).every(({ status }) => status === "failure")),
  );
  await page.goBack();
  await page.waitForURL("**/?status=failure");
  await page.getByRole("button", { name: "Remove filter Failed" }).click();
  await page.waitForURL(`${fake.origin}/`);
  await page.context().close();
});

test("two boxes that are ticked before the page has followed are both kept", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await page.getByRole("button", { name: "Status" }).click();
  const boxes = page.getByRole("checkbox");
  await boxes.filter({ visible: true }).first().waitFor();
  await page.evaluate(() => {
    for (const name of ["Failed", "Timed out"]) {
      const labels = [...document.querySelectorAll("label")];
      labels.find((label) => label.textContent === name).click();
    }
  });
  await page.waitForURL("**/?status=failure*timed_out*");
  await page.context().close();
});

/** Chooses the last 30 days, and clicks a button before the page has followed. */
function chooseAtOnce(page, button) {
  return page.evaluate((name) => {
    const named = (what, text) =>
      [...document.querySelectorAll(what)].find((one) => one.textContent === text);
    named("label", "30d").click();
    named("button", name).click();
  }, button);
}

test("two changes of a view before the page has followed are both kept", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/pipelines`);
  await page.locator("[data-row-link]").first().waitFor();
  await chooseAtOnce(page, "Success rate");
  await page.waitForURL("**/pipelines?sort=success&window=30d");
  await page.goto(`${fake.origin}/pipelines/2`);
  await page.getByRole("button", { name: "Log scale" }).waitFor();
  await chooseAtOnce(page, "Log scale");
  await page.waitForURL("**/pipelines/2?scale=log&window=30d");
  await page.context().close();
});

test("search narrows while typing and `/` finds it", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("refunds-in-parts");
  await page.waitForURL("**/?q=refunds-in-parts");
  await page.waitForFunction(() => {
    const branches = [...document.querySelectorAll("[data-build] [role=cell]:nth-child(2)")];
    return (
      branches.length > 0 && branches.every((cell) => cell.textContent.includes("refunds-in-parts"))
    );
  });
  await page.context().close();
});

test("scrolling reads older builds to the last one", async () => {
  const fake = await host({ count: 250 });
  const page = await open(fake);
  await page.goto(`${fake.origin}/?window=7d`);
  await page.locator("[data-build]").first().waitFor();
  await page.waitForFunction(() => {
    scrollTo(0, document.documentElement.scrollHeight);
    return document.querySelector('[data-build="1"]') !== null;
  });
  assert.ok((await page.locator("[data-build]").count()) < 80);
  await page.context().close();
});

test("a page's error is its own: the rest works, and Retry mends it", async () => {
  const fake = await host();
  fake.fail("/api/metrics");
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.getByRole("alert").waitFor();
  await page.locator("[data-build]").first().waitFor();
  fake.heal();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByText("builds passed").waitFor();
  await page.context().close();
});

test("from nothing: the guide's own text, pasted into bash, makes the first build appear", async () => {
  const fake = await host({ count: 0 });
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.getByText("Listening for the first delivery…").waitFor();
  await reads(page, "live");
  await page.getByRole("button", { name: "Copy test delivery" }).click();
  const text = await copied(page, (text) => {
    assert.match(text, /curl/);
    return text;
  });
  const { stdout } = await run("bash", ["-c", text]);
  assert.match(stdout, /"outcome":"applied"/);
  await page.locator('[data-build="1"][data-status="success"]').waitFor();
  await page.getByText("example/hello").first().waitFor();
  await page.context().close();
});

test("the theme is kept and set before the first paint", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.getByRole("button", { name: "Theme: system" }).click();
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.context().close();
});

test("single-key shortcuts can be switched off", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await reads(page, "live");
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single-key shortcuts are on" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("checkbox", { name: "Single-key shortcuts are on" }).check();
  await page.keyboard.press("Escape");
  await reads(page, "live");
  await page.context().close();
});

test("an address that a browser should not open is no link", async () => {
  const fake = await host({ count: 3 });
  fake.world.builds[0].web_url = "javascript:alert(1)";
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await page.locator('[data-build="2"] a[target=_blank][rel=noreferrer]').waitFor();
  assert.equal(await page.locator('[data-build="3"] a[target=_blank]').count(), 0);
  await page.context().close();
});
