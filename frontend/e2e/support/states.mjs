// Draws a state: light and dark, wide and narrow, and as narrow as a page may be. One load serves all of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccess, checkReflow, LEAST, NARROW, settled, shoot, WIDE } from "./browser.mjs";

const SCREENS = [
  ["1440", WIDE],
  ["390", NARROW],
];

const SCHEMES = ["light", "dark"];

/** Draws what `page` shows in every theme and width; `shows` must hold in each of them. */
export async function draw(page, name, shows) {
  for (const [width, viewport] of SCREENS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      const label = `${name}-${width}-${colorScheme}`;
      await page.emulateMedia({ colorScheme });
      await settled(page);
      await shows(page);
      await shoot(page, label);
      // The themes differ in nothing but colours.
      await checkAccess(page, label, colorScheme === "light" ? "every rule" : "colours");
      await checkReflow(page, label);
    }
  }
  await page.setViewportSize(LEAST);
  await settled(page);
  await checkReflow(page, `${name}-320`);
  assert.deepEqual(page.faults, [], name);
}

/** A test for each state: the host it needs, where it is seen, and what shows that it is there. */
export function drawStates({ host, sharedPage }, states) {
  for (const [name, { options, path, prepare, ready, act }] of Object.entries(states)) {
    test(`${name} is drawn well in every theme and width`, async () => {
      const fake = await host(options);
      prepare?.(fake);
      const page = await sharedPage(fake);
      await page.goto(fake.origin + path);
      await ready(page);
      await act?.(page, fake);
      await draw(page, name, ready);
      await page.close();
    });
  }
}
