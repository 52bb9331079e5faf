// Parts of the page that are loaded when they are needed, and cannot be: what is shown stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "./support/browser.mjs";
import { draw } from "./support/states.mjs";
import { reads, suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** Gives the page its connection, or takes it away. */
const connect = (page, connected) => page.context().setOffline(!connected);

async function start() {
  const fake = await host({ count: 12 });
  const page = await open(fake);
  await page.goto(fake.origin);
  await page.locator("[data-build]").first().waitFor();
  await reads(page, "live");
  return { fake, page };
}

const notLoaded = (page) =>
  page.getByRole("heading", { name: "This page is not loaded yet" }).waitFor();

async function goToPipelines(page) {
  await page.keyboard.press("g");
  await page.keyboard.press("p");
}

test("a page whose script cannot be loaded has its frame, and says so", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.route(/\/assets\/libraries-/, (route) => route.abort());
  await page.goto(fake.origin);
  await page.getByRole("alert").getByText("Load this page again").waitFor();
  assert.ok(await page.locator("header").getByText("Signalbox").isVisible());
  await page.context().close();
});

test("a page of which its own part cannot be loaded says so within the frame", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.route(/\/assets\/overview-page-/, (route) => route.abort());
  await page.goto(fake.origin);
  await notLoaded(page);
  assert.ok(await page.getByRole("link", { name: "Pipelines" }).isVisible());
  page.faults.splice(0);
  await page.context().close();
});

test("without a connection a form that is not loaded is missed and the builds stay", async () => {
  const { page } = await start();
  const silence = page.getByRole("button", { name: /^Silence / }).first();
  await silence.waitFor();
  await connect(page, false);
  await reads(page, "offline");
  await silence.click();
  await page.getByText("That is not loaded yet, and the host cannot be reached").waitFor();
  assert.ok(await page.locator("[data-build]").first().isVisible());
  await page.context().close();
});

test("a page that is not loaded says so, and is there with the connection", async () => {
  const { page } = await start();
  await connect(page, false);
  await reads(page, "offline");
  await goToPipelines(page);
  await notLoaded(page);
  // React logs what the page has caught and tells, by whatever name the build has given it.
  await soon(page, async () =>
    assert.match(page.faults.join(), /^[\w$]+: a part of the page could not be loaded/),
  );
  page.faults.splice(0);
  await draw(page, "not-loaded", notLoaded);
  await connect(page, true);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("[data-pipeline]").first().waitFor();
  await page.context().close();
});

test("the tiles of a wall stay when the connection goes before their errors are read", async () => {
  const fake = await host({ count: 12 });
  const page = await open(fake);
  let goOffline;
  const offline = new Promise((resolve) => {
    goOffline = resolve;
  });
  await page.route(/\/assets\/reading-/, async (route) => {
    await offline;
    await route.abort();
  });
  const asked = page.waitForRequest(/\/assets\/reading-/);
  await page.goto(`${fake.origin}/wall`);
  await asked;
  await connect(page, false);
  const looked = page.waitForEvent(
    "requestfailed",
    (request) => new URL(request.url()).pathname === "/",
  );
  goOffline();
  await looked;
  await page.locator("[data-doubtful=true] li").first().waitFor();
  await page.context().close();
});

test("a page whose parts a deployment took away is loaded anew", async () => {
  const { fake, page } = await start();
  fake.deploy();
  await page.route(/\/assets\/pipelines-route-/, (route) => route.abort(), { times: 1 });
  const anew = page.waitForEvent("load");
  await goToPipelines(page);
  await anew;
  await page.locator("[data-pipeline]").first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/pipelines");
  await page.context().close();
});
