import { expect, test } from "vitest";
import { calendarOf, weekday } from "./calendar";

const MONDAY = Date.UTC(2026, 10, 23, 12);

test("a calendar begins on a Monday, ends today, and holds empty days", () => {
  const busy = { date: "2026-11-17", builds: 3, decided: 3, failed: 1 };
  const days = calendarOf([busy, { ...busy, date: "2020-01-01" }], MONDAY, 2);
  expect(days.map(({ date }) => date)).toEqual([
    "2026-11-16",
    "2026-11-17",
    "2026-11-18",
    "2026-11-19",
    "2026-11-20",
    "2026-11-21",
    "2026-11-22",
    "2026-11-23",
  ]);
  expect(days[1]).toBe(busy);
  expect(days[2]?.builds).toBe(0);
});

test("Monday is the first day of a week", () => {
  expect(["2026-11-23", "2026-11-29"].map(weekday)).toEqual([0, 6]);
});
