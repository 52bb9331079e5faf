import type { Pipeline, RankedPipeline } from "../../api/types";
import { instant } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { isFailure } from "../../domain/status";

/** What the list can be ordered by; `worst` is the server's own ranking. */
export const SORTS = ["worst", "name", "success", "p50", "p95", "runs", "failing"] as const;

export type Sort = (typeof SORTS)[number];

/** A pipeline and its numbers in the window; without numbers none of its builds is in it. */
export interface Row {
  readonly pipeline: Pipeline;
  readonly numbers: RankedPipeline | null;
}

const title = ({ pipeline }: Row) => pipelineTitle(pipeline.repository, pipeline.name);
const byName = (a: Row, b: Row) => title(a).localeCompare(title(b));
const isFailing = ({ pipeline: { last_build } }: Row) =>
  last_build !== null && isFailure(last_build.status);

/** What each order compares, least first; null goes last whichever way. */
const KEYS: Record<Exclude<Sort, "worst" | "name">, (row: Row) => number | null> = {
  success: ({ numbers }) => numbers?.success_rate ?? null,
  p50: ({ numbers }) => negative(numbers?.p50_duration_seconds),
  p95: ({ numbers }) => negative(numbers?.p95_duration_seconds),
  runs: ({ numbers }) => negative(numbers?.runs_per_week),
  failing: ({ numbers }) => instant(numbers?.failing_since),
};

function negative(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : -value;
}

/** Ranked pipelines as the server ranks them, then those without a build in the window. */
export function rowsOf(
  ranked: readonly RankedPipeline[],
  pipelines: readonly Pipeline[],
): readonly Row[] {
  const known = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]));
  const rows = ranked.map((numbers) => ({
    pipeline: known.get(numbers.pipeline.id) ?? numbers.pipeline,
    numbers,
  }));
  const named = new Set(ranked.map(({ pipeline }) => pipeline.id));
  const rest = pipelines
    .filter(({ id }) => !named.has(id))
    .map((pipeline): Row => ({ pipeline, numbers: null }))
    .sort((a, b) => Number(isFailing(b)) - Number(isFailing(a)) || byName(a, b));
  return [...rows, ...rest];
}

/** The rows that a search by name or provider keeps, in the chosen order: worst, slowest, busiest or longest first. */
export function arrange(rows: readonly Row[], sort: Sort, q: string): readonly Row[] {
  const wanted = q.toLowerCase();
  const found = rows.filter(
    (row) => title(row).toLowerCase().includes(wanted) || row.pipeline.provider.startsWith(wanted),
  );
  if (sort === "worst") return found;
  if (sort === "name") return found.toSorted(byName);
  const key = KEYS[sort];
  return found.toSorted(
    (a, b) => (key(a) ?? Number.MAX_VALUE) - (key(b) ?? Number.MAX_VALUE) || byName(a, b),
  );
}
