import { expect, test } from "vitest";
import { sparkPath } from "./spark-path";

const size = { width: 100, height: 10 };

test("the highest value is at the top and the lowest at the bottom", () => {
  expect(sparkPath([1, 3, 2], size)).toBe("M0 10L50 0L100 5");
});

test("a missing value breaks the line, and a lone one is a dot", () => {
  expect(sparkPath([1, null, 3, 2], size)).toBe("M0 10h0.1M66.7 0L100 5");
  expect(sparkPath([4], size)).toBe("M50 5h0.1");
});

test("nothing known draws nothing, and even values a level line", () => {
  expect(sparkPath([null, null], size)).toBe("");
  expect(sparkPath([], size)).toBe("");
  expect(sparkPath([2, 2], size)).toBe("M0 5L100 5");
});
