import { expect, test } from "vitest";
import {
  absoluteTime,
  age,
  clock,
  count,
  counted,
  duration,
  instant,
  rate,
  rateRange,
  shortClock,
} from "./format";
import { setZone } from "./zone";

test.each([
  [null, "–"],
  [Number.NaN, "–"],
  [-3, "–"],
  [0, "0s"],
  [0.04, "0.1s"],
  [0.42, "0.4s"],
  [41, "41s"],
  [59.7, "1m 00s"],
  [402, "6m 42s"],
  [3_900, "1h 05m"],
  [183_600, "2d 3h"],
])("a duration of %s seconds reads %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [-20, "now"],
  [4, "now"],
  [12, "12 s ago"],
  [61, "1 min ago"],
  [7_300, "2 h ago"],
])("what is %s seconds old reads %s", (seconds, text) => {
  expect(age(1_000_000_000_000, 1_000_000_000_000 + seconds * 1000)).toBe(text);
});

test("what is older than a day is dated", () => {
  expect(age(Date.UTC(2026, 10, 1, 12), Date.UTC(2026, 10, 23, 12))).toMatch(/1 Nov/);
});

test.each([
  [null, "–"],
  [1, "100 %"],
  [0.99999, "99.9 %"],
  [0.9642, "96.4 %"],
  [0.00001, "0.1 %"],
  [0, "0 %"],
])("a rate of %s reads %s, never whole unless it is", (value, text) => {
  expect(rate(value)).toBe(text);
});

test("counts are full up to 9,999 and compact above", () => {
  expect([0, 999, 1_234, 12_340, 200_000, 999_949, 999_950, 12_340_000].map(count)).toEqual([
    "0",
    "999",
    "1,234",
    "12.3k",
    "200k",
    "999.9k",
    "1m",
    "12.3m",
  ]);
  expect([counted(1, "build"), counted(2, "build")]).toEqual(["1 build", "2 builds"]);
});

test("an unreadable time is no time", () => {
  expect([instant(null), instant("soon"), instant("1970-01-01T00:00:01.000Z")]).toEqual([
    null,
    null,
    1000,
  ]);
});

test("every moment follows the chosen zone", () => {
  const then = Date.UTC(2026, 10, 23, 12, 30, 5);
  setZone("utc");
  expect(absoluteTime(then)).toBe("23 Nov 2026, 12:30:05 UTC");
  expect([clock(then), shortClock(then)]).toEqual(["12:30:05", "12:30"]);
  setZone("local");
  expect(absoluteTime(then)).toMatch(/^2[34] Nov 2026, \d\d:\d\d:05 (UTC|GMT[+-]\d)/);
  expect(clock(then)).toBe(new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" }).format(then));
});

test("a range of rates has its unit once", () => {
  expect(rateRange({ low: 0.9412, high: 0.979 })).toBe("94.1–97.9 %");
});
