// Draws every state of a table: light and dark, wide and narrow, and as narrow as a page may be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccess, checkReflow, LEAST, NARROW, shoot, WIDE } from "./browser.mjs";

const SCREENS = [
  ["1440", WIDE],
  ["390", NARROW],
];

async function draw({ open }, fake, name, { path, prepare, ready, act }) {
  for (const scheme of ["light", "dark"]) {
    for (const [width, viewport] of SCREENS) {
      fake.heal();
      fake.world.refuseSockets = false;
      prepare?.(fake);
      const page = await open(fake, { viewport, scheme });
      await page.goto(fake.origin + path);
      await ready(page);
      await act?.(page, fake);
      const label = `${name}-${width}-${scheme}`;
      await page.evaluate(() => document.fonts.ready);
      await shoot(page, label);
      await checkAccess(page, label);
      await checkReflow(page, label);
      assert.deepEqual(page.faults, [], label);
      await page.context().close();
    }
  }
}

/** A test for each state: the host it needs, where it is seen, and what shows that it is there. */
export function drawStates({ host, open }, states) {
  for (const [name, state] of Object.entries(states)) {
    test(`${name} is drawn well in every theme and width`, async () => {
      await draw({ open }, await host(state.options), name, state);
    });
  }

  test("at 320 pixels no page is wider than the screen", async () => {
    const fake = await host();
    const page = await open(fake, { viewport: LEAST });
    for (const [name, { path, prepare, ready, options }] of Object.entries(states)) {
      if (options || prepare) continue;
      await page.goto(fake.origin + path);
      await ready(page);
      await checkReflow(page, name);
    }
    await page.context().close();
  });
}
