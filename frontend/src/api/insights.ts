import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { TimeWindow } from "../domain/time-window";
import { askMetrics, windowQuery } from "./metrics";
import type { Interval } from "./metrics-types";
import type { Pipeline } from "./types";

const EVERY_MS = 60_000;

/** A pipeline whose builds of one commit end now so, now so. */
export interface FlakyPipeline {
  readonly pipeline: Pipeline;
  /** Commits that ended differently, of those that were run more than once. */
  readonly flaky: number;
  readonly commits: number;
  readonly rate: number | null;
  readonly interval: Interval | null;
  readonly minutes_lost: number;
  readonly last_at: string | null;
}

/** A pipeline that takes longer than it did. */
export interface Regression {
  readonly pipeline: Pipeline;
  readonly baseline_seconds: number;
  readonly recent_seconds: number;
  /** Where the time went: in the queue, in the run, or in tries again. */
  readonly part: "queue" | "run" | "retry";
  readonly job: string | null;
  readonly since: string;
  readonly first_slow_commit: string | null;
  readonly last_fast_commit: string | null;
  readonly first_slow_build: number | null;
  readonly minutes_lost: number;
}

function insightQuery<T>(name: "flaky" | "regressions", window: TimeWindow) {
  return queryOptions({
    queryKey: ["metrics", name, window],
    queryFn: ({ signal }) =>
      askMetrics<{ items: readonly T[] }>(`/api/metrics/${name}`, windowQuery(window), signal),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}

export const flakyQuery = (window: TimeWindow) => insightQuery<FlakyPipeline>("flaky", window);

export const regressionsQuery = (window: TimeWindow) =>
  insightQuery<Regression>("regressions", window);
