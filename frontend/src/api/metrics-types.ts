import type { Status } from "../domain/status";
import type { Overview as BasicOverview, Build, MetricsSummary, Pipeline } from "./types";

/** The Wilson interval (95 %) of a rate. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a window's numbers may hold besides the basic ones; a server that does not compute one leaves it out. */
interface Extras {
  readonly interval?: Interval | null;
  readonly first_attempt_success_rate?: number | null;
  readonly avg_success_duration_seconds?: number | null;
  readonly p50_success_duration_seconds?: number | null;
  readonly p95_success_duration_seconds?: number | null;
  readonly p50_queued_seconds?: number | null;
  readonly p95_queued_seconds?: number | null;
  readonly mttr_seconds?: number | null;
  readonly builds_total?: number;
  readonly failing_now?: number;
}

export type Summary = MetricsSummary & Extras;

/** One hour or day of a window. */
export interface SeriesPoint {
  readonly at: string;
  readonly builds: Readonly<Partial<Record<Status, number>>>;
  readonly decided: number;
  readonly success_rate: number | null;
  readonly p50_duration_seconds: number | null;
  readonly p95_duration_seconds: number | null;
}

export type Overview = Omit<BasicOverview, "previous"> &
  Extras & { readonly previous: Summary; readonly series?: readonly SeriesPoint[] };

/** A build as a strip draws it. */
export interface StripBuild {
  readonly id: number;
  readonly status: Status;
}

export interface RankedPipeline {
  readonly pipeline: Pipeline;
  readonly decided: number;
  readonly success_rate: number | null;
  readonly interval: Interval | null;
  readonly success_rate_change: number | null;
  readonly p50_duration_seconds: number | null;
  readonly p50_change: number | null;
  readonly p95_duration_seconds: number | null;
  readonly runs_per_week: number;
  readonly failing_since: string | null;
  /** The last 30, newest last. */
  readonly strip: readonly StripBuild[];
}

export interface BranchHealth {
  readonly branch: string | null;
  readonly decided: number;
  readonly success_rate: number | null;
  readonly last_status: Status;
}

export interface SlowJob {
  readonly name: string;
  readonly p50_seconds: number | null;
  readonly p95_seconds: number | null;
  readonly runs: number;
}

export interface PipelineMetrics extends Summary {
  readonly previous: Summary;
  readonly pipeline: Pipeline;
  readonly series: readonly SeriesPoint[];
  readonly last_builds: readonly (Pick<Build, "duration_seconds" | "created_at" | "branch"> &
    StripBuild)[];
  readonly streak: {
    readonly status: "success" | "failure";
    readonly length: number;
    readonly since: string | null;
  } | null;
  readonly branches: readonly BranchHealth[];
  readonly slowest_jobs: readonly SlowJob[];
}
