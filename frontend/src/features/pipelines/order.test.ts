import { expect, test } from "vitest";
import type { RankedPipeline } from "../../api/types";
import { samplePipeline, sampleRanked } from "../../test/metrics-samples";
import { arrange, rowsOf, type Sort } from "./order";

const ranked = (id: number, repository: string, over: Partial<RankedPipeline>) =>
  sampleRanked({ pipeline: samplePipeline({ id, repository }), ...over });

const RANKED = [
  ranked(2, "zeta", { success_rate: 0.5, p50_duration_seconds: 10, runs_per_week: 3 }),
  ranked(1, "alpha", { success_rate: 0.9, p50_duration_seconds: 60, runs_per_week: 9 }),
];
const IDLE = samplePipeline({ id: 3, repository: "middle", provider: "jenkins" });
const ROWS = rowsOf(RANKED, [IDLE]);
const ids = (sort: Sort, q = "") => arrange(ROWS, sort, q).map(({ pipeline }) => pipeline.id);

test("the server's ranking stands first, what has no build in the window last", () => {
  expect(ids("worst")).toEqual([2, 1, 3]);
});

test("every order puts what is not known last", () => {
  expect(ids("success")).toEqual([2, 1, 3]);
  expect(ids("p50")).toEqual([1, 2, 3]);
  expect(ids("runs")).toEqual([1, 2, 3]);
  expect(ids("name")).toEqual([1, 3, 2]);
});

test("a search looks at names and providers", () => {
  expect([ids("worst", "ALPHA"), ids("worst", "jenk"), ids("worst", "nothing")]).toEqual([
    [1],
    [3],
    [],
  ]);
});

test("a pipeline's newest form comes from the list, its numbers from the ranking", () => {
  const fresh = samplePipeline({ id: 1, repository: "renamed" });
  const row = rowsOf(RANKED, [fresh]).find(({ pipeline }) => pipeline.id === 1);
  expect([row?.pipeline.repository, row?.numbers?.success_rate]).toEqual(["renamed", 0.9]);
});
