import type { Breakage, Build, Pipeline } from "../../api/types";
import { instant } from "../../domain/format";

/** What was mended stays on the wall this long, in milliseconds. */
const FIXED_FOR_MS = 10 * 60_000;

export type TileKind = "failing" | "running" | "fixed";

export interface Tile {
  readonly kind: TileKind;
  readonly key: string;
  readonly build: Build;
  /** Since when it is so, RFC 3339. */
  readonly since: string;
  /** How many builds failed in a row. */
  readonly failures: number;
}

export interface WallState {
  readonly tiles: readonly Tile[];
  /** Tiles that do not fit, by kind. */
  readonly hidden: Readonly<Record<TileKind, number>>;
}

interface Known {
  readonly open: readonly Breakage[];
  readonly closed: readonly Breakage[];
  readonly pipelines: readonly Pipeline[];
  /** Builds heard of live, by id. */
  readonly heard: ReadonlyMap<number, Build>;
}

/** The build of a pipeline as the feed last told it. */
function newest({ id, last_build }: Pipeline, heard: ReadonlyMap<number, Build>): Build | null {
  let latest = last_build;
  for (const build of heard.values()) {
    if (build.pipeline_id !== id) continue;
    const later = latest === null || build.created_at > latest.created_at;
    if (later || (latest?.id === build.id && build.version > latest.version)) latest = build;
  }
  return latest;
}

const bySince = (a: Tile, b: Tile) => (a.since < b.since ? -1 : 1);

function failingTiles(open: readonly Breakage[]): readonly Tile[] {
  return open
    .map(({ id, last_build, opened_at, failures }) => ({
      kind: "failing" as const,
      key: `breakage ${id}`,
      build: last_build,
      since: opened_at,
      failures,
    }))
    .sort(bySince);
}

function runningTiles({ open, pipelines, heard }: Known): readonly Tile[] {
  const broken = new Set(open.map(({ pipeline_id }) => pipeline_id));
  return pipelines
    .filter(({ id }) => !broken.has(id))
    .map((pipeline) => newest(pipeline, heard))
    .filter((build) => build !== null)
    .filter(({ status }) => status === "running")
    .map((build) => ({
      kind: "running" as const,
      key: `pipeline ${build.pipeline_id}`,
      build,
      since: build.started_at ?? build.created_at,
      failures: 0,
    }))
    .sort(bySince);
}

function fixedTiles(closed: readonly Breakage[], now: number): readonly Tile[] {
  return closed
    .filter(({ closed_at }) => now - (instant(closed_at) ?? 0) < FIXED_FOR_MS)
    .map(({ id, last_build, closed_at, opened_at, failures }) => ({
      kind: "fixed" as const,
      key: `breakage ${id}`,
      build: last_build,
      since: closed_at ?? opened_at,
      failures,
    }));
}

/** What the wall shows: what fails, the longest first, then what runs, then what was just mended. */
export function wallOf(known: Known, { now, most }: { now: number; most: number }): WallState {
  const all = [
    ...failingTiles(known.open),
    ...runningTiles(known),
    ...fixedTiles(known.closed, now),
  ];
  const hidden: Record<TileKind, number> = { failing: 0, running: 0, fixed: 0 };
  for (const { kind } of all.slice(most)) hidden[kind] += 1;
  return { tiles: all.slice(0, most), hidden };
}

/** Columns and rows that fill a screen of this shape with so many tiles, each about twice as wide as high. */
export function layoutOf(count: number, ratio: number): { columns: number; rows: number } {
  if (count === 0) return { columns: 1, rows: 1 };
  const columns = Math.max(1, Math.min(count, Math.round(Math.sqrt((count * ratio) / 2))));
  return { columns, rows: Math.ceil(count / columns) };
}
