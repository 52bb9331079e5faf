// Every page in a state of its data, its answers or its connection: a test each, drawn in every theme and width.
import { test } from "node:test";
import { draw } from "../support/states.mjs";
import { reads } from "../support/suite.mjs";
import { dataOf, PAGES } from "./pages.mjs";

/** Enough builds that every page has something to show, few enough to be drawn at once. */
const FEW = 12;

/**
 * A test for each page that a state of `states` is about; a state has
 * `pages`: the pages it is about, each with what is particular there; all where it names none,
 * `options`, `prepare`: the host that the page is opened on,
 * `alone`: whether the page needs a context of its own, because what happens changes all of it,
 * `act`: what happens once the page shows its data (without it the page is only opened),
 * `shows`: what holds in this state, in every theme and width,
 * `after`: what must still work when all is drawn.
 */
export function drawMatrix(parts, states) {
  for (const [name, state] of Object.entries(states)) {
    for (const [pageName, own] of Object.entries(state.pages ?? PAGES)) {
      const place = { ...PAGES[pageName], ...own, pageName };
      test(`${pageName}, ${name}`, () => play(parts, name, state, place));
    }
  }
}

async function play({ host, open, sharedPage }, name, state, place) {
  const { options, prepare, install, act, shows, after, alone = install !== undefined } = state;
  const fake = await host({ count: FEW, ...options });
  prepare?.(fake, place);
  const page = await (alone ? open : sharedPage)(fake);
  await install?.(page);
  await page.goto(fake.origin + place.path);
  if (act) {
    await dataOf(page, place);
    if (!state.unconnected) await connected(page, place, fake);
    await act(page, fake, place);
  }
  await shows(page, place, fake);
  await draw(page, `${place.pageName}-${name.replaceAll(" ", "-")}`, () =>
    shows(page, place, fake),
  );
  await after?.(page, fake, place);
  await (alone ? page.context() : page).close();
}

/** Waits until the page has its socket; the wall has no word for it. */
async function connected(page, { bare }, fake) {
  if (bare) await fake.hasSocket();
  else await reads(page, "live");
}
