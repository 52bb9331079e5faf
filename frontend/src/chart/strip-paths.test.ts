import { expect, test } from "vitest";
import { stripPaths } from "./strip-paths";
import { stripWords } from "./strip-words";

test("a strip has one path a shape, each bar in its place", () => {
  expect(stripPaths(["failure", "success", "timed_out", "running", "skipped"])).toEqual({
    failure: "M0 0h4v20h-4zM12 0h4v20h-4z",
    success: "M6 10h4v10h-4z",
    running: "M18 10h4v4h-4zM18 16h4v4h-4z",
    neutral: "M24.5 14.5h3v5h-3z",
  });
});

test("a strip is told in words, the latest last", () => {
  expect(stripWords(["failure", "timed_out", "success"])).toBe("Last 3: 2 failed, latest passed");
  expect(stripWords(["success", "running"])).toBe("Last 2: none failed, latest running");
  expect(stripWords([])).toBe("No builds");
});
