// What there is to show: nothing yet, nothing that matches, one, very many, and names of every kind.
import assert from "node:assert/strict";
import { arabic, long } from "../fake/words.mjs";
import { soon } from "../support/browser.mjs";
import { suite } from "../support/suite.mjs";
import { crowds } from "./crowds.mjs";
import { drawMatrix } from "./matrix.mjs";
import { dataOf, PAGES } from "./pages.mjs";

const { host, page: open, sharedPage } = suite();

const ping = {
  id: 1,
  provider: "github",
  event: "ping",
  delivery_key: "a",
  outcome: "ignored",
  error: null,
  received_at: new Date().toISOString(),
};

const says = (page, text) => page.getByText(text).first().waitFor();
const count = (page, { data }) => page.locator(data).count();

/** What of these is not as high as its text, or is cut by what it stands in. */
function cutShort(page, selector) {
  return page.locator(selector).evaluateAll((all) =>
    all
      .filter((one) => {
        const [own, around] = [one, one.parentElement].map((it) => it.getBoundingClientRect());
        return one.scrollHeight > Math.ceil(own.height) || own.bottom > around.bottom;
      })
      .map((one) => one.textContent),
  );
}

/** The pages that show names, each with where one stands. */
const NAMED = {
  overview: { name: "[data-build] [data-row-link]" },
  pipelines: { name: "[data-pipeline] [data-row-link]" },
  pipeline: { name: "h1" },
  build: { name: "h1" },
  insights: { name: "[data-row-link]" },
  sources: { name: "[data-source] th [dir=auto]" },
  alerts: { name: "main td [dir=auto]" },
  wall: { name: "[data-wall] li a [dir=auto]" },
};

const { setup: _, alerts: __, ...OF_BUILDS } = PAGES;

drawMatrix(
  { host, open, sharedPage },
  {
    "first run": {
      options: { count: 0, bare: true },
      shows: async (page, place) => {
        await says(page, place.nothing);
        assert.equal(await count(page, place), 0);
      },
    },
    "no build yet": {
      pages: {
        overview: { told: "Still listening for the first build" },
        setup: { told: "Still listening for the first build" },
        sources: { told: "ping" },
      },
      options: { count: 0, deliveries: [ping] },
      shows: (page, { told }) => says(page, told),
    },
    "nothing matches": {
      pages: {
        overview: { path: "/?q=nothing-is-called-so&branch=main", told: "No build matches" },
        pipelines: { path: "/pipelines?q=nothing-is-called-so", told: "No pipeline matches" },
        pipeline: {
          path: "/pipelines/2?branch=nothing-is-called-so",
          told: "No build in this window",
        },
        sources: {
          path: "/deliveries?provider=jenkins&outcome=duplicate",
          told: "No delivery matches",
        },
      },
      options: { count: 3 },
      shows: (page, { told }) => says(page, told),
    },
    "one row": {
      pages: OF_BUILDS,
      options: { count: 1 },
      prepare: ({ world }) => Object.assign(world.builds[0], { branch: "main" }),
      shows: async (page, place) => {
        await dataOf(page, place);
        if (["overview", "pipelines", "sources", "wall"].includes(place.pageName))
          assert.equal(await count(page, place), 1);
      },
    },
    "very many": {
      pages: crowds,
      options: { count: 10_000 },
      prepare: (fake, { prepare }) => prepare?.(fake),
      act: (page, _, { reach }) => reach?.(page),
      shows: async (page, place) => {
        await dataOf(page, place);
        const drawn = await count(page, place);
        assert.ok(drawn <= place.most, `${drawn} drawn`);
        if (place.whole)
          await soon(page, async () => assert.deepEqual(await cutShort(page, place.whole), []));
      },
    },
    "long names": {
      pages: NAMED,
      options: { words: long },
      shows: async (page, place) => {
        await dataOf(page, place);
        const name = page.locator(place.name).first();
        await name.filter({ hasText: "with-everything-that-was-ever-asked-for-" }).waitFor();
      },
    },
    "names from the right": {
      pages: NAMED,
      options: { words: arabic },
      shows: async (page, place) => {
        await dataOf(page, place);
        const name = page.locator(place.name).first();
        await name.filter({ hasText: "خدمة" }).waitFor();
        assert.equal(await name.evaluate((one) => getComputedStyle(one).direction), "rtl");
      },
    },
    "partial data": {
      act: async (page, _, { missing }) => {
        if (missing === undefined)
          await page.getByRole("button", { name: "Sources: 1 failing" }).click();
      },
      pages: {
        ...PAGES,
        overview: { missing: "Builds of 2 sources may be missing" },
        wall: { missing: "Builds of 2 sources may be missing" },
      },
      shows: async (page, { missing }) => {
        if (missing) return says(page, missing);
        const menu = page.getByRole("dialog", { name: "Sources" });
        await menu.getByText("the token is not accepted").waitFor();
      },
    },
  },
);
