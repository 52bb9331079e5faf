import { expect, test } from "vitest";
import { durationAxis, timeAxis } from "./scales";

test("time runs from edge to edge, its ticks at whole hours of UTC", () => {
  const from = Date.UTC(2026, 10, 23, 0, 20);
  const axis = timeAxis([from, from + 6 * 3_600_000], [0, 600], "utc");
  expect([axis.place(from), axis.value(600)]).toEqual([0, from + 6 * 3_600_000]);
  expect(axis.ticks.length).toBeGreaterThan(2);
  for (const { at } of axis.ticks) expect(axis.value(at) % 3_600_000).toBe(0);
});

test("the longest duration is at the top and ticks are round", () => {
  const axis = durationAxis(800, 100, false);
  expect([axis.place(0), axis.place(800), axis.place(9_999)]).toEqual([100, 0, 0]);
  expect(axis.ticks.map(({ text }) => text)).toEqual(["0s", "5m 00s", "10m 00s"]);
});

test("on a log axis each ten times is as far, and nothing falls below a second", () => {
  const axis = durationAxis(1_000, 90, true);
  expect([1, 10, 100, 1_000].map((value) => Math.round(axis.place(value)))).toEqual([
    90, 60, 30, 0,
  ]);
  expect(axis.place(0)).toBe(90);
});
