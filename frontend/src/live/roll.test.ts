// The planned replacement of a connection before the server cuts it.
import { expect, test } from "vitest";
import { indicator } from "./indicator";
import { step } from "./reducer";
import { INITIAL, type LiveEvent, type LiveState } from "./state";

const MINUTE = 60_000;
const START = 1_000_000;

function play(state: LiveState, events: readonly LiveEvent[], now: number, chance = 0.5) {
  const kinds: string[] = [];
  for (const event of events) {
    const [next, effects] = step(state, event, { now, chance });
    state = next;
    kinds.push(...effects.map((effect) => effect.type));
  }
  return { state, kinds };
}

const PAGE = { items: [], cursor: "c0", more: false };
const OPEN = play(
  INITIAL,
  [
    { type: "start", online: true },
    { type: "changes", page: PAGE, after: null },
    { type: "opened" },
    { type: "changes", page: PAGE, after: "c0" },
  ],
  START,
).state;

/** Ticks with a message heard just before, so that only age matters. */
function tick(state: LiveState, now: number) {
  return play(state, [{ type: "frame", frame: { v: 1, type: "pong" } }, { type: "tick" }], now);
}

test.each([
  [0, 105],
  [0.5, 110],
  [1, 115],
])("with chance %s a connection is replaced after %s minutes", (chance, minutes) => {
  const { state } = play({ ...OPEN, socket: "opening" }, [{ type: "opened" }], START, chance);
  const asked = { ...state, asking: false };
  expect(tick(asked, START + minutes * MINUTE - 1).kinds).toEqual([]);
  expect(tick(asked, START + minutes * MINUTE).kinds).toEqual(["roll"]);
});

test("while it is replaced the page stays live, and what came between is asked for once", () => {
  const now = START + 110 * MINUTE;
  const rolling = tick(OPEN, now).state;
  expect(indicator(rolling, now).kind).toBe("live");
  const rolled = play(rolling, [{ type: "rolled" }], now + 300);
  expect(rolled.kinds).toEqual(["ask"]);
  const synced = play(rolled.state, [{ type: "changes", page: PAGE, after: "c0" }], now + 500);
  expect(indicator(synced.state, now + 500).kind).toBe("live");
  expect(tick(synced.state, now + 600).kinds).toEqual([]);
  expect(tick(synced.state, now + 300 + 110 * MINUTE).kinds).toEqual(["roll"]);
});

test("a replacement that does not open is given up and tried again a minute later", () => {
  const now = START + 110 * MINUTE;
  const rolling = tick(OPEN, now).state;
  const gaveUp = tick(rolling, now + 10_000);
  expect(gaveUp.kinds).toEqual(["roll_end"]);
  expect(gaveUp.state).toMatchObject({ socket: "open", failures: 0 });
  expect(tick(gaveUp.state, now + 10_000 + MINUTE).kinds).toEqual(["roll"]);
  const refused = play(rolling, [{ type: "roll_failed" }], now + 100).state;
  expect(tick(refused, now + 100 + MINUTE).kinds).toEqual(["roll"]);
});

test("a connection that is cut while it is replaced comes back with either", () => {
  const now = START + 110 * MINUTE;
  const cut = play(tick(OPEN, now).state, [{ type: "closed" }], now + 10).state;
  expect(cut).toMatchObject({ socket: "closed", rollingSince: null, rollAt: null });
  const back = play(cut, [{ type: "rolled" }], now + 20);
  expect(back.state).toMatchObject({ socket: "open", retryAt: null, downSince: null });
  expect(back.kinds).toEqual(["ask"]);
});
