// Whether anything is missing: the states of the sources, and asking the providers now.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawStates } from "./support/states.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open, sharedPage } = suite();

const row = (page) => page.locator("[data-source]").first().waitFor();
const openMenu = async (page) => {
  await page.getByRole("button", { name: /^Sources: / }).click();
  await page.getByRole("dialog", { name: "Sources" }).waitFor();
};

drawStates(
  { host, sharedPage },
  {
    sources: { path: "/deliveries", ready: row },
    "sources-menu": {
      path: "/",
      ready: (page) => page.getByRole("button", { name: "Sources: 1 failing" }).waitFor(),
      act: openMenu,
    },
    "sources-error": {
      path: "/deliveries",
      prepare: (fake) => fake.fail("/api/sources"),
      ready: (page) => page.getByRole("alert").waitFor(),
    },
  },
);

test("the refresh button asks the providers, shows that it does and when it is done", async () => {
  const fake = await host();
  fake.world.pollTakes = 60_000;
  const page = await open(fake);
  await page.goto(fake.origin);
  const button = page.getByRole("button", { name: "Refresh from the providers" });
  await button.click();
  await page.locator("[data-refresh=busy]").first().waitFor();
  await button.click();
  await page.getByText("Refreshing…").first().waitFor({ state: "attached" });
  assert.equal(fake.world.pollRun, 1, "a second press joins the first");
  fake.world.pollEnds = 0;
  await page.getByText("Refreshed").first().waitFor({ state: "attached" });
  await page.locator("header [data-refresh=idle]").first().waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("why a source or a provider cannot be asked is told apart from what stands beside it", async () => {
  const fake = await host();
  fake.world.pollError = "the provider asks to wait until 12:30";
  const page = await open(fake);
  await page.goto(`${fake.origin}/deliveries`);
  await page.getByText(/until 12:30 · 1 min ago$/).waitFor();
  await openMenu(page);
  const menu = page.getByRole("dialog", { name: "Sources" });
  const line = menu.getByRole("listitem").first();
  const provider = await line.getByText("GitHub").boundingBox();
  const error = await line.getByText(fake.world.pollError).boundingBox();
  const whole = await line.boundingBox();
  assert.ok(error.x >= provider.x, "it stands under its provider's name");
  const above = error.y - (provider.y + provider.height);
  const below = whole.y + whole.height - (error.y + error.height);
  assert.ok(above < below, `${above} px below it, ${below} px above the next`);
  assert.equal(await menu.getByText(fake.world.pollError).count(), 1, "it is told once");
  assert.equal(await menu.getByText("expired or revoked").count(), 1, "another's trouble is too");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
