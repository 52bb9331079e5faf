// The pages of numbers: every state of them, and what a reader does there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawStates } from "./support/states.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();

const STATES = {
  "fixed-range": {
    path: `/?window=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}..now&tz=utc`,
    ready: first,
  },
  "range-form": {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("t");
      await page.getByLabel("Time range", { exact: true }).fill("next week");
      await page.keyboard.press("Enter");
      await page.getByText("That is no range").waitFor();
    },
  },
};

drawStates({ host, open }, STATES);

test("a typed range is the address, the list and the cards follow it", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  await first(page);
  await page.keyboard.press("t");
  await page.keyboard.type("last 2 hours");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/?window=2h");
  await page.getByRole("radio", { checked: true }).waitFor({ state: "detached" });
  await page.waitForFunction(() => {
    const rows = document.querySelector("[role=table]").getAttribute("aria-rowcount");
    return Number(rows) > 1 && Number(rows) < 45;
  });
  assert.ok(
    fake.world.seen.some((path) => path.startsWith("/api/metrics/overview?from=")),
    "the cards ask by the edges of the window",
  );
  await page.reload();
  await first(page);
  await page.getByRole("button", { name: "Time range 2h: in the last 2 hours" }).waitFor();
  await page.context().close();
});

test("`u` turns every time to UTC, on this page and the next, and the address says so", async () => {
  const fake = await host();
  const page = await open(fake, { timezoneId: "Asia/Kolkata" });
  await page.goto(fake.origin);
  await first(page);
  const titles = () => page.locator("[data-build] time").first().getAttribute("title");
  assert.match(await titles(), /GMT\+5:30|IST/);
  await page.keyboard.press("u");
  await page.waitForURL("**/?tz=utc");
  assert.match(await titles(), /UTC$/);
  await page.getByRole("link", { name: "Pipelines" }).click();
  await page.waitForURL("**/pipelines?tz=utc");
  await page.goto(fake.origin);
  await first(page);
  assert.match(await titles(), /UTC$/);
  await page.keyboard.press("u");
  await page.waitForFunction(
    () => !document.querySelector("[data-build] time").title.endsWith("UTC"),
  );
  await page.context().close();
});
