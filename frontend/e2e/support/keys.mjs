// A reader without a pointer: presses keys, and fails where the focus cannot be seen.
import assert from "node:assert/strict";
import { soon } from "./browser.mjs";

/** More tab stops than this before what is looked for count as out of reach. */
const STOPS_MOST = 120;

/** What is wrong with where the focus is, or null: it must show, and nothing may lie over it. */
function faultOfFocus() {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return "the focus is on nothing";
  if (focused.id === "main") return null;
  // The parts of a date field mark the focus themselves, where no script can look.
  if (focused.matches("input[type^=date]")) return null;
  const name = focused.getAttribute("aria-label") ?? focused.textContent.slice(0, 40);
  if (!focused.matches(":focus-visible")) return `${name} does not show its focus`;
  const marked = [focused, ...document.querySelectorAll(":has(:focus-visible)")].some((one) => {
    const { outlineStyle, boxShadow } = getComputedStyle(one);
    return outlineStyle !== "none" || boxShadow !== "none";
  });
  // A row's link is as large as its row by what follows it, which is what is marked.
  const whole = getComputedStyle(focused, "::after").outlineStyle !== "none";
  if (!marked && !whole) return `${name} has no mark of focus`;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `${name} is out of sight`;
  const above = document.elementFromPoint(x, y);
  const clear = above !== null && (focused.contains(above) || above.contains(focused));
  return clear || focused.matches("input") ? null : `${name} lies under something`;
}

/** Fails unless the focus is on something that shows it. */
export function seesFocus(page) {
  return soon(page, async () => assert.equal(await page.evaluate(faultOfFocus), null));
}

/** Presses keys one after another. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** How long a page is kept from hearing keys, in milliseconds. */
const BUSY_MS = 300;

/** Presses keys while the page is busy, so that all of them are there before the first is heard. */
export async function pressAtOnce(page, ...keys) {
  const busy = page.evaluate((ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }, BUSY_MS);
  const strokes = keys.flatMap((key) => {
    const held = key.split("+");
    return [
      ...held.map((one) => page.keyboard.down(one)),
      ...held.toReversed().map((one) => page.keyboard.up(one)),
    ];
  });
  await Promise.all([busy, ...strokes]);
}

/** Goes by Tab until `target` has the focus; the focus shows at every stop. */
export async function tabTo(page, target) {
  await target.waitFor();
  for (let stop = 0; stop < STOPS_MOST; stop += 1) {
    await page.keyboard.press("Tab");
    await seesFocus(page);
    if (await hasFocus(target)) return;
  }
  assert.fail(`${target} cannot be reached by Tab`);
}

function hasFocus(target) {
  return target.evaluate((one) => one === document.activeElement);
}

/** Waits until `target` has the focus. */
export async function getsFocus(page, target) {
  await soon(page, async () => assert.ok(await hasFocus(target), `${target} has no focus`));
  await seesFocus(page);
}

/** Counts what a pointer would do, which a reader without one never does. */
export function watchPointer() {
  window.pointed = 0;
  addEventListener("pointerdown", () => {
    window.pointed += 1;
  });
}
