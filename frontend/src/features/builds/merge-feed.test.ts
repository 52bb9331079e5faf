import { expect, test } from "vitest";
import type { Build } from "../../api/types";
import { sampleBuild } from "../../test/samples";
import { mergeFeed } from "./merge-feed";
import { NO_FILTERS } from "./search";

const at = (minute: number) => `2026-11-23T12:${String(minute).padStart(2, "0")}:00.000Z`;
const build = (id: number, over: Partial<Build> = {}) =>
  sampleBuild({ id, created_at: at(id), ...over });
const heard = (...builds: Build[]) => new Map(builds.map((one) => [one.id, one]));
const parts = {
  loaded: [build(3), build(2)],
  rows: heard(),
  filters: NO_FILTERS,
  admitted: new Set<number>(),
  complete: true,
  bounds: { since: at(0) },
};
const ids = (builds: readonly Build[]) => builds.map((one) => one.id);

test("a newer version changes its row in place, an older one does not", () => {
  const rows = heard(
    build(2, { version: 2, status: "failure" }),
    build(3, { version: 0, status: "failure" }),
  );
  const { shown } = mergeFeed({ ...parts, rows });
  expect(shown.map((one) => [one.id, one.status])).toEqual([
    [3, "success"],
    [2, "failure"],
  ]);
});

test("a new build waits until it is let in, then stands where its time puts it", () => {
  const rows = heard(build(5), build(4));
  const before = mergeFeed({ ...parts, rows });
  expect([ids(before.shown), ids(before.waiting)]).toEqual([
    [3, 2],
    [5, 4],
  ]);
  const after = mergeFeed({ ...parts, rows, admitted: new Set([4, 5]) });
  expect([ids(after.shown), ids(after.waiting)]).toEqual([[5, 4, 3, 2], []]);
});

test("a build that the filters miss does not wait", () => {
  const rows = heard(build(5, { status: "running" }), build(6, { status: "failure" }));
  const { waiting } = mergeFeed({
    ...parts,
    rows,
    filters: { ...NO_FILTERS, status: ["failure"] },
  });
  expect(ids(waiting)).toEqual([6]);
});

test("a row keeps its place when a change makes the filters miss it", () => {
  const rows = heard(build(2, { version: 2, status: "running" }));
  const filters = { ...NO_FILTERS, status: ["success"] } as const;
  expect(ids(mergeFeed({ ...parts, rows, filters }).shown)).toEqual([3, 2]);
});

test("a build older than the rows loaded so far comes with its own page", () => {
  const rows = heard(build(1));
  expect(mergeFeed({ ...parts, rows, complete: false }).waiting).toEqual([]);
  expect(ids(mergeFeed({ ...parts, rows, complete: true }).waiting)).toEqual([1]);
});

test("rows leave when the window moves past them", () => {
  expect(ids(mergeFeed({ ...parts, bounds: { since: at(3) } }).shown)).toEqual([3]);
});

test("a build beyond the end of a fixed window neither shows nor waits", () => {
  const rows = new Map([[9, sampleBuild({ id: 9, created_at: at(9) })]]);
  const feed = mergeFeed({ ...parts, rows, bounds: { since: at(0), until: at(8) } });
  expect([ids(feed.shown), ids(feed.waiting)]).toEqual([ids(parts.loaded), []]);
});
