// The connection and the deployment: every state in which what is shown may not be what is so. Nothing shown is taken away.
import { reads, suite } from "../support/suite.mjs";
import { drawMatrix } from "./matrix.mjs";
import { dataOf, PAGES, SETTINGS } from "./pages.mjs";

const { host, page: open, sharedPage } = suite();

const { wall: _, ...framed } = PAGES;
const FRAMED = { ...framed, ...SETTINGS };

/** How long after the last message a wall says that it may be wrong; and longer than any usual gap between builds. */
const LONG_MS = 95_000;
const QUIET_MS = 4 * 3_600_000;

const clock = (page) => page.clock.install();
const refuse = ({ world }) => {
  world.refuseSockets = true;
};

/** A state that the header's indicator tells, on every page that has a header. */
const told = (kind) => async (page, place) => {
  await dataOf(page, place);
  await reads(page, kind);
};

const doubtful = async (page, place) => {
  await dataOf(page, place);
  await page.locator("[data-doubtful=true]").waitFor();
  await page.getByText(/^Not up to date since/).waitFor();
};

drawMatrix(
  { host, open, sharedPage },
  {
    offline: {
      pages: { ...PAGES, ...SETTINGS },
      alone: true,
      act: (page) => page.context().setOffline(true),
      shows: (page, place) => (place.bare ? doubtful : told("offline"))(page, place),
    },
    reconnecting: {
      pages: FRAMED,
      install: clock,
      act: async (page, fake) => {
        refuse(fake);
        fake.cut();
        await reads(page, "reconnecting");
        // At a standstill, by its own clock, the page neither gives up nor tries again.
        await page.clock.setFixedTime(await page.evaluate(() => Date.now()));
      },
      shows: told("reconnecting"),
    },
    delayed: {
      pages: FRAMED,
      prepare: refuse,
      install: clock,
      unconnected: true,
      act: (page) => page.clock.fastForward(70_000),
      shows: told("delayed"),
    },
    stale: {
      pages: FRAMED,
      options: { count: 24 },
      install: clock,
      act: (page) => page.clock.setFixedTime(Date.now() + QUIET_MS),
      shows: told("stale"),
    },
    "out of date": {
      pages: { wall: {} },
      install: clock,
      act: async (page, fake) => {
        refuse(fake);
        fake.fail("/api/");
        fake.cut();
        await page.clock.runFor(LONG_MS);
      },
      shows: doubtful,
    },
    paused: {
      pages: FRAMED,
      act: (page) => page.keyboard.press("p"),
      shows: told("paused"),
    },
    "new version": {
      pages: FRAMED,
      act: (_, fake) => {
        fake.deploy();
        fake.cut();
      },
      shows: async (page, place) => {
        await dataOf(page, place);
        await page.getByText("A new version of this page is there.").waitFor();
        await page.getByRole("button", { name: "Reload" }).waitFor();
      },
    },
  },
);
