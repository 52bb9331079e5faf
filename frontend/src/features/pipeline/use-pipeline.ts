import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { regressionsQuery } from "../../api/insights";
import { CHART_BUILDS_MOST, chartBuildsQuery, pipelineMetricsQuery } from "../../api/metrics";
import { pipelinesQuery } from "../../api/queries";
import { useLiveRows } from "../../live/use-live";
import type { PipelineView } from "./search";

function buildsNotKnown({ data, isError }: { data: unknown; isError: boolean }): string | null {
  if (data !== undefined) return null;
  return isError ? "Its builds could not be asked for." : "Asking for its builds…";
}

/** Everything the page of one pipeline shows. */
export function usePipeline(id: number, { window, branch }: PipelineView) {
  const pipelines = useQuery(pipelinesQuery);
  const metrics = useQuery(pipelineMetricsQuery(id, window, branch));
  const quarter = useQuery(pipelineMetricsQuery(id, "90d", branch));
  const pages = useInfiniteQuery(chartBuildsQuery(id, window, branch));
  const regressions = useQuery(regressionsQuery(window));
  const heard = useLiveRows();
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;

  const wantsMore = hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);

  const listed = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const builds = listed.map((build) => {
    const live = heard.get(build.id);
    return live && live.version > build.version ? live : build;
  });
  return {
    pipeline: metrics.data?.pipeline ?? pipelines.data?.items.find((one) => one.id === id),
    unknown: pipelines.data !== undefined && !pipelines.data.items.some((one) => one.id === id),
    metrics,
    quarter,
    /** Since when it takes longer, on whatever branch; null where it does not. */
    slowdown: regressions.data?.items.find(({ pipeline }) => pipeline.id === id) ?? null,
    pages,
    builds,
    /** What is said in place of builds that are not known; null once they are. */
    notKnown: buildsNotKnown(pages),
    cut: builds.length >= CHART_BUILDS_MOST && pages.data?.pages.at(-1)?.next_cursor !== null,
  };
}
