import { expect, test } from "vitest";
import { diagnosticsText, factsOf } from "./diagnostics";
import { step } from "./reducer";
import { INITIAL, type LiveEvent, type LiveState } from "./state";

const NOW = Date.UTC(2026, 10, 23, 12);

function after(...events: readonly (readonly [LiveEvent, number])[]): LiveState {
  return events.reduce(
    (state, [event, at]) => step(state, event, { now: NOW + at, chance: 0.5 })[0],
    INITIAL,
  );
}

const factOf = (state: LiveState, name: string, at: number) =>
  factsOf(state, NOW + at).find((fact) => fact.name === name)?.value;

const start: LiveEvent = { type: "start", online: true };

test("a pong tells how long the round trip took", () => {
  const state = after([start, 0], [{ type: "opened" }, 0], [{ type: "tick" }, 60_000]);
  expect(state.pingSentAt).toBe(NOW + 60_000);
  const [answered] = step(
    state,
    { type: "frame", frame: { v: 1, type: "pong" } },
    { now: NOW + 60_042, chance: 0.5 },
  );
  expect(factOf(answered, "Round trip", 60_042)).toBe("42 ms");
});

test("a connection that was lost and opened again counts, a planned replacement does not", () => {
  const state = after(
    [start, 0],
    [{ type: "opened" }, 0],
    [{ type: "closed" }, 1_000],
    [{ type: "opened" }, 2_000],
    [{ type: "rolled" }, 3_000],
  );
  expect(factOf(state, "Reconnects", 3_000)).toBe("1");
});

test("diagnostics say the state, when and where", () => {
  const text = diagnosticsText(after([start, 0]), NOW, "https://signalbox.test/");
  expect(text).toContain("Signalbox connection: Connecting");
  expect(text).toContain("Taken: 2026-11-23T12:00:00.000Z at https://signalbox.test/");
  expect(text).toContain("Cursor: –");
});
