import type { Pipeline, PipelineMetrics, RankedPipeline } from "../api/types";
import { sampleBuild, sampleOverview } from "./samples";

export function samplePipeline(over: Partial<Pipeline> = {}): Pipeline {
  return {
    id: 1,
    provider: "github",
    repository: "acme/api",
    name: "CI",
    external_id: "1",
    url: "https://github.com/acme/api",
    default_branch: "main",
    last_build: sampleBuild(),
    ...over,
  };
}

export function sampleRanked(over: Partial<RankedPipeline> = {}): RankedPipeline {
  return {
    pipeline: samplePipeline(),
    decided: 50,
    success_rate: 0.96,
    interval: { low: 0.87, high: 0.99 },
    success_rate_change: -0.02,
    p50_duration_seconds: 250,
    p50_change: 0.1,
    p95_duration_seconds: 600,
    runs_per_week: 12.4,
    failing_since: null,
    strip: [
      { id: 1, status: "failure" },
      { id: 2, status: "success" },
    ],
    ...over,
  };
}

export function samplePipelineMetrics(over: Partial<PipelineMetrics> = {}): PipelineMetrics {
  const { last_build: _, ...numbers } = sampleOverview();
  return {
    ...numbers,
    pipeline: samplePipeline(),
    series: [],
    last_builds: [],
    streak: null,
    branches: [],
    slowest_jobs: [],
    ...over,
  };
}
