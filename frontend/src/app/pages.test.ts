import { expect, test } from "vitest";
import { PAGES, pageAt } from "./pages";

test.each([
  ["/", "/"],
  ["/b/896", "/b/$buildId"],
  ["/pipelines", "/pipelines"],
  ["/pipelines/7", "/pipelines/$pipelineId"],
  ["/wall", "/wall"],
] as const)("%s is the page of %s", (path, route) => {
  expect(pageAt(path)).toBe(PAGES[route]);
});

test.each(["/b", "/b/", "/nowhere", "/pipelines/7/8"])("%s is no page", (path) => {
  expect(pageAt(path)).toBeUndefined();
});
