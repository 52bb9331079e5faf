import { expect, test } from "vitest";
import { bandPaths, type Dot, dotPaths, nearestDot } from "./plot-paths";

const dots: readonly Dot[] = [
  { x: 10, y: 10, status: "success" },
  { x: 20, y: 10, status: "timed_out" },
  { x: 30, y: 10, status: "cancelled" },
];

test("dots are one path a shape", () => {
  const paths = dotPaths(dots);
  expect(paths.success).toBe("M7 10a3 3 0 1 0 6 0a3 3 0 1 0 -6 0");
  expect(paths.failure).toBe("M17 7l6 6M23 7l-6 6");
  expect(paths.other).toContain("M27 10");
});

test("a band goes along the high edge and back along the low one, and breaks where nothing is known", () => {
  const band = bandPaths([
    { x: 0, low: 10, high: 5 },
    { x: 10, low: 12, high: 4 },
    { x: 20, low: null, high: null },
    { x: 30, low: 9, high: 3 },
  ]);
  expect(band.area).toBe("M0 5L10 4L10 12L0 10ZM27 3L33 3L33 9L27 9Z");
  expect(band.line).toBe("M0 10L10 12M27 9L33 9");
  expect(bandPaths([])).toEqual({ area: "", line: "" });
});

test("the nearest dot within reach is found", () => {
  expect(nearestDot(dots, { x: 18, y: 12 }, 10)).toBe(1);
  expect(nearestDot(dots, { x: 18, y: 60 }, 10)).toBeNull();
  expect(nearestDot([], { x: 0, y: 0 }, 10)).toBeNull();
});
