// Every page and state, light and dark, wide and narrow: drawn, free of violations, and not wider than the screen.
import { drawStates } from "./support/states.mjs";
import { reads, suite } from "./support/suite.mjs";

const { host, page: open } = suite();

const first = (page) => page.locator("[data-build]").first().waitFor();
const heading = (name) => (page) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** A state: the host it needs, where it is seen, and what shows that it is there. */
const STATES = {
  overview: { path: "/", ready: first },
  filtered: { path: "/?provider=gitlab&status=failure,timed_out&window=7d&q=main", ready: first },
  "no-match": {
    path: "/?q=nothing-is-called-so",
    ready: (page) => page.getByText("No build matches").waitFor(),
  },
  "first-run": {
    options: { count: 0 },
    path: "/",
    ready: (page) => page.getByText("Listening for the first delivery…").waitFor(),
  },
  "first-run-hosted": {
    options: { count: 0, local: false },
    path: "/",
    ready: (page) => page.getByText("The secret is not shown on a hosted Signalbox").waitFor(),
  },
  "delivery-without-build": {
    options: {
      count: 0,
      deliveries: [
        {
          id: 1,
          provider: "github",
          event: "ping",
          delivery_key: "a",
          outcome: "ignored",
          error: null,
          received_at: new Date().toISOString(),
        },
      ],
    },
    path: "/",
    ready: (page) => page.getByText("Still listening for the first build").waitFor(),
  },
  loading: {
    path: "/",
    prepare: (fake) => {
      fake.world.slow = 60_000;
    },
    ready: (page) => page.locator("[aria-busy=true]").first().waitFor(),
  },
  "panel-error": {
    path: "/",
    prepare: (fake) => fake.fail("/api/metrics"),
    ready: (page) => page.getByRole("alert").waitFor(),
  },
  "all-errors": {
    path: "/",
    prepare: (fake) => fake.fail("/api/"),
    ready: (page) => page.getByRole("alert").nth(1).waitFor(),
  },
  offline: {
    path: "/",
    ready: first,
    act: async (page) => {
      await reads(page, "live");
      await page.context().setOffline(true);
      await reads(page, "offline");
    },
  },
  paused: {
    path: "/",
    ready: first,
    act: async (page) => {
      await page.keyboard.press("p");
      await reads(page, "paused");
    },
  },
  reconnecting: {
    path: "/",
    ready: first,
    act: async (page, fake) => {
      await reads(page, "live");
      fake.world.refuseSockets = true;
      fake.cut();
      await reads(page, "reconnecting");
    },
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
  "no-build": {
    path: "/b/99999",
    ready: (page) => page.getByText("There is no build 99999").waitFor(),
  },
  pipelines: {
    path: "/pipelines",
    ready: (page) => page.locator("[data-row-link]").first().waitFor(),
  },
  deliveries: {
    path: "/deliveries",
    ready: (page) => page.getByRole("cell", { name: "Applied" }).first().waitFor(),
  },
  setup: { path: "/setup", ready: (page) => page.locator("[data-test-delivery]").waitFor() },
  "not-found": { path: "/nowhere", ready: heading("Page not found") },
};

drawStates({ host, open }, STATES);
