// What is broken now and who is told of it: the states of the alerts page, and its journeys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawStates } from "./support/states.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open, sharedPage } = suite();

const _heading = (page) => page.getByRole("heading", { name: "Alerts", level: 1 }).waitFor();
const ready = (page) =>
  page
    .getByRole("row", { name: /On call/ })
    .first()
    .waitFor();
const pressing = (name) => async (page) => {
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").waitFor();
};

drawStates(
  { host, sharedPage },
  {
    alerts: { path: "/alerts", ready },
    "alerts-error": {
      path: "/alerts",
      prepare: (fake) => fake.fail("/api/alerts/routes"),
      ready: (page) => page.getByRole("alert").first().waitFor(),
    },
    "alerts-channel": {
      path: "/alerts",
      ready,
      act: pressing("Add channel"),
    },
    "alerts-route": {
      path: "/alerts",
      ready,
      act: async (page) => {
        await pressing("Add route")(page);
        await page.getByRole("button", { name: "What would it have sent?" }).click();
        await page.getByText(/in the last 30 days/).waitFor();
      },
    },
    "alerts-silence": { path: "/alerts", ready, act: pressing("Add silence") },
    "failing-details": {
      path: "/",
      ready: (page) => page.locator("[data-breakage]").first().waitFor(),
      act: (page) =>
        page
          .getByRole("button", { name: /commits?$|Details/ })
          .first()
          .click(),
    },
    "failing-unknown": {
      path: "/",
      prepare: (fake) => fake.fail("/api/breakages"),
      ready: (page) => page.getByText("What fails now is not known").waitFor(),
    },
  },
);

test("a channel is added, refused beside its field first, tried and removed", async () => {
  const fake = await host({ bare: true });
  const page = await open(fake);
  await page.goto(`${fake.origin}/alerts`);
  await page.getByRole("button", { name: "Add channel" }).click();
  await page.getByLabel("Name").fill("Releases");
  await page.getByLabel("Webhook address").fill("https://evil.example/hook");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("target takes the address of a Slack webhook").waitFor();
  await page.getByLabel("Webhook address").fill("https://hooks.slack.com/services/T/B/x");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Send a test to Releases" }).click();
  await page.getByText("Sent", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove channel Releases" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Nobody is told yet").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("what was not delivered is sent again", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(`${fake.origin}/alerts`);
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByRole("button", { name: "Send again" }).waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("what fails is silenced from the overview in two clicks", async () => {
  const fake = await host();
  const page = await open(fake);
  await page.goto(fake.origin);
  const rows = page.locator("[data-breakage]");
  await rows.first().waitFor();
  await page
    .getByRole("button", { name: /^Silence / })
    .first()
    .click();
  await page.getByRole("button", { name: "Silence", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const silences = fake.world.rules.silences;
  assert.equal(silences.at(-1).reason, "It is being worked on");
  assert.equal(silences.at(-1).branch, "main");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
