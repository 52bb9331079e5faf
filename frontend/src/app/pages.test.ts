import { expect, test } from "vitest";
import { routeAt } from "./pages";

test.each([
  ["/", "/", {}],
  ["/b/896", "/b/$buildId", { buildId: "896" }],
  ["/pipelines", "/pipelines", {}],
  ["/pipelines/7", "/pipelines/$pipelineId", { pipelineId: "7" }],
  ["/wall", "/wall", {}],
] as const)("%s is the page of %s", (path, route, params) => {
  expect(routeAt(path)).toMatchObject({ route, params });
});

test.each(["/b", "/b/", "/nowhere", "/pipelines/7/8"])("%s is no page", (path) => {
  expect(routeAt(path)).toBeUndefined();
});
