import { expect, test } from "vitest";
import { sampleChange } from "../test/samples";
import { indicator } from "./indicator";
import { INITIAL, type LiveState } from "./state";

const NOW = 10_000_000;
const live: LiveState = { ...INITIAL, socket: "open", cursor: "c", booted: true, lastHeardAt: NOW };
const down: LiveState = {
  ...live,
  socket: "closed",
  downSince: NOW - 4_000,
  retryAt: NOW + 3_200,
  failures: 1,
};

const cases: readonly [string, LiveState, string, RegExp][] = [
  ["all is well", live, "live", /^Live /],
  ["nothing was heard yet", { ...INITIAL, socket: "opening" }, "connecting", /^Connecting $/],
  [
    "a gap is being filled",
    {
      ...live,
      asking: true,
      waiting: [{ v: 1, type: "builds", after: "a", cursor: "b", items: [] }],
    },
    "connecting",
    /^Syncing 1$/,
  ],
  ["the connection was lost a moment ago", { ...down, downSince: NOW - 1_000 }, "live", /^Live /],
  ["the connection was lost", down, "reconnecting", /^Reconnecting in 4 s$/],
  [
    "it is being opened again",
    { ...down, retryAt: null, socket: "opening" },
    "reconnecting",
    /now$/,
  ],
  ["it failed five times", { ...down, failures: 5 }, "delayed", /^Delayed every 15 s$/],
  [
    "the reader paused",
    { ...live, paused: true, held: new Map([[1, sampleChange()]]) },
    "paused",
    /^Paused 1 waiting$/,
  ],
  [
    "the browser is offline",
    { ...live, online: false },
    "offline",
    /^Offline data as of \d\d:\d\d$/,
  ],
  [
    "nothing answered for five minutes",
    { ...down, downSince: NOW - 400_000, lastHeardAt: NOW - 400_000, failures: 9 },
    "offline",
    /^Offline/,
  ],
  [
    "it is unusually quiet",
    { ...live, expectedGap: 60_000, lastChangeAt: NOW - 1_900_000 },
    "stale",
    /^Stale nothing since/,
  ],
  [
    "it is as quiet as it usually is",
    { ...live, expectedGap: 900_000, lastChangeAt: NOW - 1_900_000 },
    "live",
    /^Live/,
  ],
];

test.each(cases)("when %s it reads so", (_, state, kind, text) => {
  const reading = indicator(state, NOW);
  expect(reading.kind).toBe(kind);
  expect(`${reading.word} ${reading.detail}`).toMatch(text);
});
