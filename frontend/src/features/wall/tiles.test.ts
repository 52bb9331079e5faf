import { expect, test } from "vitest";
import type { Breakage } from "../../api/types";
import type { Status } from "../../domain/status";
import { samplePipeline } from "../../test/metrics-samples";
import { sampleBuild } from "../../test/samples";
import { layoutOf, wallOf } from "./tiles";

const NOW = Date.UTC(2026, 10, 23, 12, 10);
const ALL = { now: NOW, most: 10 };
const NOTHING = { open: [], closed: [], pipelines: [], heard: new Map() };

const pipeline = (id: number, status: Status) =>
  samplePipeline({ id, last_build: sampleBuild({ id: id * 10, pipeline_id: id, status }) });

function breakage(id: number, opened: string, over: Partial<Breakage> = {}): Breakage {
  const build = sampleBuild({ id: id * 10, pipeline_id: id, status: "failure" });
  return {
    id,
    pipeline_id: id,
    provider: "github",
    repository: "acme/api",
    pipeline_name: "CI",
    branch: "main",
    is_default_branch: true,
    opened_at: opened,
    closed_at: null,
    failures: 2,
    opened_by: build,
    last_build: build,
    last_green: null,
    suspects: [],
    silenced: null,
    ...over,
  };
}

const kinds = ({ tiles }: ReturnType<typeof wallOf>) =>
  tiles.map((tile) => [tile.kind, tile.build.pipeline_id]);

test("what fails comes first, the longest before all, then what runs", () => {
  const open = [breakage(3, "2026-11-23T12:04:00.000Z"), breakage(4, "2026-11-23T11:00:00.000Z")];
  const pipelines = [pipeline(1, "success"), pipeline(2, "running"), pipeline(3, "running")];
  expect(kinds(wallOf({ ...NOTHING, open, pipelines }, ALL))).toEqual([
    ["failing", 4],
    ["failing", 3],
    ["running", 2],
  ]);
});

test("what was mended shows for ten minutes", () => {
  const closed = [
    breakage(1, "2026-11-23T11:00:00.000Z", { closed_at: "2026-11-23T12:04:00.000Z" }),
  ];
  const wall = (now: number) => kinds(wallOf({ ...NOTHING, closed }, { now, most: 10 }));
  expect(wall(NOW)).toEqual([["fixed", 1]]);
  expect(wall(NOW + 10 * 60_000)).toEqual([]);
});

test("what was heard live counts before the list is asked again", () => {
  const created_at = "2026-11-23T12:09:00.000Z";
  const heard = sampleBuild({ id: 99, pipeline_id: 1, status: "running", created_at });
  const pipelines = [pipeline(1, "success")];
  const wall = wallOf({ ...NOTHING, pipelines, heard: new Map([[99, heard]]) }, ALL);
  expect(kinds(wall)).toEqual([["running", 1]]);
});

test("what does not fit is counted, not left out", () => {
  const open = [breakage(1, "2026-11-23T12:00:00.000Z"), breakage(2, "2026-11-23T12:01:00.000Z")];
  const pipelines = [pipeline(3, "running")];
  const wall = wallOf({ ...NOTHING, open, pipelines }, { now: NOW, most: 1 });
  expect(wall.tiles).toHaveLength(1);
  expect(wall.hidden).toEqual({ failing: 1, running: 1, fixed: 0 });
});

test("tiles fill the screen whatever their number", () => {
  for (let count = 1; count <= 40; count += 1) {
    const { columns, rows } = layoutOf(count, 16 / 9);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    expect(columns * (rows - 1)).toBeLessThan(count);
  }
});
