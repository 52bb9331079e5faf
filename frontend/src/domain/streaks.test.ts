import { expect, test } from "vitest";
import type { Status } from "./status";
import { branchStreaks } from "./streaks";

const at = (minute: number) => `2026-11-23T12:0${minute}:00.000Z`;
const build = (id: number, branch: string | null, status: Status) => ({
  id,
  branch,
  status,
  created_at: at(id),
});

test("builds that end alike are one streak, and what has no verdict is no part of it", () => {
  const [main] = branchStreaks(
    [
      build(6, "main", "running"),
      build(5, "main", "timed_out"),
      build(4, "main", "cancelled"),
      build(3, "main", "failure"),
      build(2, "main", "success"),
      build(1, "main", "success"),
    ],
    "main",
  );
  expect(main?.streaks).toEqual([
    { red: false, length: 2, first: 1, from: at(1), to: at(3) },
    { red: true, length: 2, first: 3, from: at(3), to: null },
  ]);
});

test("the default branch leads, then the busiest; builds of no branch are left out", () => {
  const builds = [
    build(5, "busy", "success"),
    build(4, "busy", "failure"),
    build(3, "quiet", "success"),
    build(2, "main", "success"),
    build(1, null, "failure"),
  ];
  expect(branchStreaks(builds, "main").map(({ branch }) => branch)).toEqual([
    "main",
    "busy",
    "quiet",
  ]);
  expect(branchStreaks([], "main")).toEqual([]);
});
