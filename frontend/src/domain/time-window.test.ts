import { expect, test } from "vitest";
import {
  readWindow,
  windowBetween,
  windowBounds,
  windowLength,
  windowPhrase,
  windowShifted,
  windowWidened,
  windowWords,
} from "./time-window";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;

test.each([
  ["24h", "24h"],
  ["1d", "24h"],
  ["6h", "6h"],
  ["48 hours", "2d"],
  [" Last  3 days ", "3d"],
  ["past 2 weeks", "14d"],
  ["90 min", "90m"],
  ["today", "2026-11-23..now"],
  ["yesterday", "2026-11-22..2026-11-22"],
  ["since 2026-11-01", "2026-11-01..now"],
  ["since Mon", "2026-11-23..now"],
  ["since tuesday", "2026-11-17..now"],
  ["nov 1 - nov 3", "2026-11-01..2026-11-03"],
  ["1 Nov to 30 Nov", "2026-11-01..2026-11-30"],
  ["25 december", "2025-12-25..2025-12-25"],
  ["since yesterday", "2026-11-22..now"],
  ["1795000000 to 1795003600000", "2026-11-18T11:06Z..2026-11-18T12:06Z"],
  ["2026-11-01..2026-11-07", "2026-11-01..2026-11-07"],
  ["2026-11-01 to 2026-11-07", "2026-11-01..2026-11-07"],
  ["2026-11-01T10:30:59z..2026-11-01t12:00z", "2026-11-01T10:30Z..2026-11-01T12:00Z"],
])("%s is the window %s, and that reads as itself", (text, window) => {
  expect(readWindow(text, NOW)).toBe(window);
  expect(readWindow(window, NOW)).toBe(window);
});

test.each([
  "",
  "0h",
  "soon",
  "999999d",
  "2026-02-30..2026-03-01",
  "2026-11-07..2026-11-01",
  "2026-11-01..later",
  "2026-12-01..now",
  "-3d",
  "1e3h",
  "since feb 30",
  "nov 3 - nov 1",
  "mo",
  "novem 1..",
])("%j is no window", (text) => {
  expect(readWindow(text, NOW)).toBeNull();
});

test("a fixed window holds its last day whole, and a growing one has no end", () => {
  expect(windowBounds("2026-11-01..2026-11-07", NOW)).toEqual({
    from: Date.UTC(2026, 10, 1),
    to: Date.UTC(2026, 10, 8),
  });
  expect(windowBounds("2026-11-20..now", NOW)).toEqual({ from: Date.UTC(2026, 10, 20), to: null });
  expect(windowBounds("7d", NOW)).toEqual({ from: NOW - 7 * DAY, to: null });
});

test("a window shifts by its own length and never past the present", () => {
  const before = windowShifted("24h", -1, NOW);
  expect(before).toBe("2026-11-21T12:00Z..2026-11-22T12:00Z");
  expect(windowShifted(before, 1, NOW)).toBe("2026-11-22T12:00Z..2026-11-23T12:00Z");
  expect(windowShifted("24h", 1, NOW)).toBe("24h");
});

test("zooming out doubles the length", () => {
  expect(windowWidened("24h", NOW)).toBe("2d");
  const fixed = windowBetween(NOW - 4 * DAY, NOW - 2 * DAY);
  expect(windowLength(windowWidened(fixed, NOW), NOW)).toBe(4 * DAY);
});

test("a window is told in words", () => {
  expect(windowWords("36h", NOW)).toBe("2 days");
  expect(windowWords("24h", NOW)).toBe("24 hours");
  expect(windowPhrase("1h", NOW)).toBe("in the last 1 hour");
  expect(windowPhrase("2026-11-01..2026-11-07", NOW)).toBe("from 1 Nov 2026 to 7 Nov 2026");
  expect(windowPhrase("2026-11-07..2026-11-07", NOW)).toBe("on 7 Nov 2026");
  expect(windowPhrase("2026-11-01..now", NOW)).toBe("since 1 Nov 2026");
});

test("whatever is typed, a window that is read has a length and reads as itself", () => {
  const pieces = [
    "2026-11-0",
    "1",
    "..",
    "now",
    "h",
    "d",
    "last ",
    " ",
    "9",
    "T10:00Z",
    "-",
    "w",
    "nov ",
    "mon",
  ];
  let seed = 11;
  const pick = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return pieces[seed % pieces.length];
  };
  for (let round = 0; round < 10_000; round += 1) {
    const window = readWindow(Array.from({ length: 5 }, pick).join(""), NOW);
    if (window === null) continue;
    expect(readWindow(window, NOW)).toBe(window);
    expect(windowLength(window, NOW)).toBeGreaterThan(0);
  }
});
