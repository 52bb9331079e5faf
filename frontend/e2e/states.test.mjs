// What the matrix of pages and states in states/ does not have: menus, dialogs and addresses of their own.
import { drawStates } from "./support/states.mjs";
import { suite } from "./support/suite.mjs";

const { host, sharedPage } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();
const heading = (name) => (page) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** A state: the host it needs, where it is seen, and what shows that it is there. */
const STATES = {
  overview: { path: "/", ready: first },
  filtered: { path: "/?provider=gitlab&status=failure,timed_out&window=7d&q=main", ready: first },
  "first-run-hosted": {
    options: { count: 0, local: false },
    path: "/",
    ready: (page) => page.getByText("The secret is not shown on a hosted Signalbox").waitFor(),
  },
  "panel-error": {
    path: "/",
    prepare: (fake) => fake.fail("/api/metrics"),
    ready: (page) => page.getByRole("alert").waitFor(),
  },
  definition: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.getByRole("button", { name: "How is success rate computed?" }).click();
      await page.getByText("passed ÷ (passed + failed + timed out)").waitFor();
    },
  },
  "status-filter": {
    path: "/?status=failure",
    ready: first,
    act: async (page) => {
      await page.getByRole("button", { name: /^Status/ }).click();
      await page.getByRole("checkbox", { name: "Timed out" }).waitFor();
    },
  },
  help: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
  build: { path: "/b/895", ready: heading(/acme|platform|mobile|data/) },
  "failed-build": { path: "/b/896", ready: heading(/acme|platform|mobile|data/) },
  pipelines: {
    path: "/pipelines",
    ready: (page) => page.locator("[data-row-link]").first().waitFor(),
  },
  deliveries: {
    path: "/deliveries",
    ready: (page) => page.getByRole("cell", { name: "Applied" }).first().waitFor(),
  },
  settings: { path: "/settings", ready: heading("Settings") },
  setup: { path: "/setup", ready: (page) => page.locator("[data-test-delivery]").waitFor() },
  "not-found": { path: "/nowhere", ready: heading("Page not found") },
};

drawStates({ host, sharedPage }, STATES);
