// The log of a build in every state.
import { drawStates } from "../support/states.mjs";
import { suite } from "../support/suite.mjs";

const { host, sharedPage } = suite();

const lines = (page) => page.locator("[data-line]").first().waitFor();
const says = (text) => (page) => page.getByText(text).first().waitFor();
const absent = (status) => (fake) => {
  fake.world.logAbsent = status;
};

drawStates(
  { host, sharedPage },
  {
    "log-failed": { path: "/b/896", ready: lines },
    "log-passed": { path: "/b/895?job=8951", ready: lines },
    "log-options": {
      path: "/b/896#L40-L42",
      ready: lines,
      act: async (page) => {
        await page.getByRole("button", { name: "Wrap long lines" }).click();
        await page.getByRole("button", { name: "Times: none" }).click();
        await page.getByRole("button", { name: "Unfold all sections" }).click();
        await page.getByLabel("Find in the whole log").fill("cart");
        await page.getByLabel("Find in the whole log").press("Enter");
        await page.getByText(/^1 \/ /).waitFor();
      },
    },
    "log-errors-only": { path: "/b/896?lines=errors", ready: says(/^Hidden: \d+ lines/) },
    "log-errors-none": {
      path: "/b/895?job=8951&lines=errors",
      ready: says(/^Hidden: \d+ lines/),
    },
    "log-loading": {
      path: "/b/896",
      prepare: (fake) => {
        fake.world.logSlow = 60_000;
      },
      ready: (page) => page.locator("section[aria-label^='Log of'] [aria-busy=true]").waitFor(),
    },
    "log-empty": {
      path: "/b/895",
      prepare: (fake) => {
        fake.world.logText = "";
      },
      ready: says("The log is empty"),
    },
    "log-running": {
      path: "/b/900",
      prepare: (fake) => {
        fake.world.logState = "running";
      },
      ready: says("still running"),
    },
    "log-cut": {
      path: "/b/896",
      prepare: (fake) => {
        fake.world.logState = "cut";
      },
      ready: says("longer than 64 MB"),
    },
    "log-none": { path: "/b/896", prepare: absent(404), ready: says("There is no log") },
    "log-not-yet": {
      path: "/b/900",
      prepare: absent(409),
      ready: says("The log is not there yet"),
    },
    "log-gone": { path: "/b/896", prepare: absent(410), ready: says("The log is gone") },
    "log-refused": { path: "/b/896", prepare: absent(502), ready: says("did not give the log") },
    "log-not-configured": {
      path: "/b/896",
      prepare: absent(503),
      ready: says("Signalbox cannot read logs"),
    },
    "log-error": {
      path: "/b/896",
      prepare: (fake) => fake.fail("/api/logs"),
      ready: (page) => page.getByRole("alert").waitFor(),
    },
  },
);
