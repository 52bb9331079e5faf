import { describe, expect, test } from "vitest";
import { sampleChange } from "../test/samples";
import type { BuildsFrame } from "./frames";
import { POLL_EVERY_MS, PONG_MS, SILENCE_MS, step } from "./reducer";
import { type Effect, INITIAL, type LiveEvent, type LiveState } from "./state";

const NOW = 1_000_000;
const frame = (after: string, cursor: string, id = 1, version = 1): BuildsFrame => ({
  v: 1,
  type: "builds",
  after,
  cursor,
  items: [sampleChange({ id, version })],
});
const page = (cursor: string, ids: readonly number[] = [], more = false) => ({
  items: ids.map((id) => sampleChange({ id })),
  cursor,
  more,
});

/** Lets events happen one after another and tells the last state and all effects. */
function play(state: LiveState, events: readonly LiveEvent[], now = NOW, chance = 0.5) {
  const effects: Effect[] = [];
  for (const event of events) {
    const [next, more] = step(state, event, { now, chance });
    state = next;
    effects.push(...more);
  }
  return { state, effects, kinds: effects.map((effect) => effect.type) };
}

const LIVE = play(INITIAL, [
  { type: "start", online: true },
  { type: "changes", page: page("c0"), after: null },
  { type: "opened" },
  { type: "changes", page: page("c0"), after: "c0" },
]).state;

const applied = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === "apply" ? effect.changes.map((one) => one.build.id) : [],
  );

describe("boot", () => {
  test("opens the socket and asks the cursor, then what came between", () => {
    const { effects } = play(INITIAL, [{ type: "start", online: true }]);
    expect(effects).toEqual([{ type: "ask", after: null }, { type: "open" }]);
    expect(LIVE).toMatchObject({ socket: "open", cursor: "c0", asking: false, booted: true });
  });

  test("frames that come before the cursor is known wait for it", () => {
    const { state, effects } = play(INITIAL, [
      { type: "start", online: true },
      { type: "opened" },
      { type: "frame", frame: frame("c0", "c1", 7) },
      { type: "changes", page: page("c0"), after: null },
    ]);
    expect(applied(effects)).toEqual([7]);
    expect(state.cursor).toBe("c1");
  });

  test("lists are let go when the cursor cannot be had, and asked again when it is", () => {
    const failed = play(INITIAL, [
      { type: "start", online: true },
      { type: "changes_failed", expired: false },
    ]);
    expect(failed.kinds).toContain("baseline");
    const later = play(failed.state, [{ type: "tick" }], NOW + 3_000);
    expect(later.effects).toContainEqual({ type: "ask", after: null });
    const known = play(later.state, [{ type: "changes", page: page("c5"), after: null }]);
    expect(known.kinds).toEqual(["refetch"]);
  });
});

describe("frames", () => {
  test("a frame that follows the cursor is applied", () => {
    const { state, effects } = play(LIVE, [{ type: "frame", frame: frame("c0", "c1") }]);
    expect([state.cursor, applied(effects)]).toEqual(["c1", [1]]);
  });

  test("the same frame again does nothing", () => {
    const again = { type: "frame", frame: frame("c0", "c1") } as const;
    expect(applied(play(LIVE, [again, again]).effects)).toEqual([1]);
  });

  test("a gap asks for what is missing, and the frame waits", () => {
    const gap = play(LIVE, [{ type: "frame", frame: frame("c3", "c4", 4) }]);
    expect(gap.effects).toEqual([{ type: "ask", after: "c0" }]);
    const filled = play(gap.state, [{ type: "changes", page: page("c3", [1, 2, 3]), after: "c0" }]);
    expect([applied(filled.effects), filled.state.cursor]).toEqual([[1, 2, 3, 4], "c4"]);
  });

  test("a frame that overtook the one before it is not lost when an answer ends between them", () => {
    const { state, effects } = play(LIVE, [
      { type: "frame", frame: frame("c2", "c3", 3) },
      { type: "frame", frame: frame("c4", "c5", 5) },
      { type: "frame", frame: frame("c3", "c4", 4) },
      { type: "changes", page: page("c4", [1, 2, 3, 4]), after: "c0" },
    ]);
    expect([applied(effects), state.cursor, state.asking]).toEqual([[1, 2, 3, 4, 5], "c5", false]);
  });

  test("a long gap is read page by page", () => {
    const gap = play(LIVE, [
      { type: "frame", frame: frame("c3", "c4", 4) },
      { type: "changes", page: page("c2", [1, 2], true), after: "c0" },
    ]);
    expect(gap.effects.at(-1)).toEqual({ type: "ask", after: "c2" });
    const rest = play(gap.state, [{ type: "changes", page: page("c4", [3, 4]), after: "c2" }]);
    expect([rest.state.cursor, rest.state.waiting]).toEqual(["c4", []]);
  });

  test("an answer that ends inside a waiting frame is checked once more", () => {
    const { state, effects } = play(LIVE, [
      { type: "frame", frame: frame("c3", "c9", 4) },
      { type: "changes", page: page("c5", [1]), after: "c0" },
    ]);
    expect(applied(effects)).toEqual([1, 4]);
    expect([effects.at(-1), state.cursor]).toEqual([{ type: "ask", after: "c5" }, "c5"]);
  });

  test("an expired cursor is dropped, and lists are asked again against a new one", () => {
    const expired = play(LIVE, [
      { type: "frame", frame: frame("c3", "c4") },
      { type: "changes_failed", expired: true },
    ]);
    expect(expired.effects.at(-1)).toEqual({ type: "ask", after: null });
    expect(play(expired.state, [{ type: "changes", page: page("c9"), after: null }]).kinds).toEqual(
      ["refetch"],
    );
  });

  test("a refetch frame moves the cursor and asks the lists again", () => {
    const { state, kinds } = play(LIVE, [
      { type: "frame", frame: { v: 1, type: "refetch", cursor: "c8" } },
    ]);
    expect([state.cursor, kinds]).toEqual(["c8", ["refetch"]]);
  });
});

describe("connection", () => {
  const closed = play(LIVE, [{ type: "closed" }], NOW, 1);

  test("a lost socket is opened again after a wait, then caught up with", () => {
    expect(closed.state).toMatchObject({ socket: "closed", failures: 1, retryAt: NOW + 1_000 });
    expect(play(closed.state, [{ type: "tick" }], NOW + 900).kinds).toEqual([]);
    const again = play(closed.state, [{ type: "tick" }, { type: "opened" }], NOW + 1_000);
    expect(again.effects).toEqual([{ type: "open" }, { type: "ask", after: "c0" }]);
  });

  test("a connection that opens while an answer is under way asks once more after it", () => {
    const { state } = play(INITIAL, [
      { type: "start", online: true },
      { type: "opened" },
      { type: "changes", page: page("c0"), after: null },
    ]);
    expect(play(state, [{ type: "tick" }]).effects).toEqual([{ type: "ask", after: "c0" }]);
  });

  test("retry now does not wait", () => {
    expect(play(closed.state, [{ type: "retry" }]).kinds).toEqual(["open"]);
  });

  test("silence is met with a ping, and no pong ends the connection", () => {
    const silent = play(LIVE, [{ type: "tick" }], NOW + SILENCE_MS);
    expect(silent.kinds).toEqual(["ping"]);
    const heard = play(
      silent.state,
      [{ type: "frame", frame: { v: 1, type: "pong" } }],
      NOW + SILENCE_MS,
    );
    expect(heard.state.pingSentAt).toBeNull();
    const dead = play(silent.state, [{ type: "tick" }], NOW + SILENCE_MS + PONG_MS);
    expect([dead.kinds, dead.state.socket]).toEqual([["close"], "closed"]);
  });

  test("five failures in a row turn to asking on a timer", () => {
    let state = closed.state;
    for (let tries = 0; tries < 4; tries += 1) {
      state = play(state, [{ type: "retry" }, { type: "closed" }]).state;
    }
    const now = NOW + POLL_EVERY_MS;
    expect(play(state, [{ type: "tick" }], now).effects).toContainEqual({
      type: "ask",
      after: "c0",
    });
  });

  test("failures are forgotten once a connection holds", () => {
    const again = play(closed.state, [{ type: "retry" }, { type: "opened" }]);
    expect(again.state.failures).toBe(1);
    expect(play(again.state, [{ type: "tick" }], NOW + 30_000).state.failures).toBe(0);
  });

  test("offline closes and waits; online comes back within two seconds", () => {
    const off = play(LIVE, [{ type: "offline" }]);
    expect([off.kinds, off.state.retryAt]).toEqual([["close"], null]);
    const on = play(off.state, [{ type: "online" }], NOW, 0.25);
    expect(on.state.retryAt).toBe(NOW + 500);
  });

  test("a page hidden for five minutes lets its connection go until it is seen again", () => {
    const hidden = play(LIVE, [{ type: "hidden" }]);
    const gone = play(hidden.state, [{ type: "tick" }], NOW + 300_000);
    expect([gone.kinds, gone.state.downSince]).toEqual([["close"], null]);
    expect(play(gone.state, [{ type: "visible" }], NOW + 400_000, 0).state.retryAt).toBe(
      NOW + 400_000,
    );
  });
});

test("what comes while paused is held, the newest of each build, and let through at once", () => {
  const paused = play(LIVE, [
    { type: "pause" },
    { type: "frame", frame: frame("c0", "c1", 1, 1) },
    { type: "frame", frame: frame("c1", "c2", 1, 2) },
    { type: "frame", frame: frame("c2", "c3", 2) },
  ]);
  expect([applied(paused.effects), paused.state.held.size]).toEqual([[], 2]);
  const resumed = play(paused.state, [{ type: "resume" }]);
  expect([applied(resumed.effects), resumed.state.held.size]).toEqual([[1, 2], 0]);
});

describe("lists that were loaded against a forgotten cursor", () => {
  const forgotten = [
    { type: "pause" },
    { type: "frame", frame: frame("c8", "c9") },
    { type: "changes_failed", expired: true },
  ] as const;

  test("are asked again after a pause, and once more if the cursor was not known by then", () => {
    const { state, kinds } = play(LIVE, [...forgotten, { type: "resume" }]);
    expect(kinds.at(-1)).toBe("refetch");
    const later = play(state, [{ type: "changes", page: page("c9"), after: null }]);
    expect(later.kinds).toEqual(["refetch"]);
  });

  test("are still asked again when an answer fails meanwhile", () => {
    const known = play(LIVE, [
      ...forgotten,
      { type: "changes", page: page("c9"), after: null },
      { type: "frame", frame: frame("c10", "c11") },
      { type: "changes_failed", expired: false },
      { type: "resume" },
    ]);
    expect(known.kinds.at(-1)).toBe("refetch");
  });
});
