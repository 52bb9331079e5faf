import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Provider } from "../domain/provider";
import { isoBounds, PRESETS, type TimeWindow, windowBounds } from "../domain/time-window";
import { baseline } from "./baseline";
import { api, ask } from "./client";
import { serverNow } from "./clock";
import { defined, list } from "./queries";

/** Rankings change slowly, so they are asked again at most this often, in milliseconds. */
const RANKING_EVERY_MS = 30_000;

/** How often it is asked how many builds come in a day. */
const PACE_EVERY_MS = 10 * 60_000;

/** How many builds one request for a chart asks for, and how many a chart draws at most. */
const CHART_PAGE_ROWS = 200;
export const CHART_BUILDS_MOST = 1_000;

type Query = Readonly<Record<string, string | number | undefined>>;

/** The window by the server's own name for it, or by its edges. */
export function windowQuery(window: TimeWindow): Query {
  if (PRESETS.some((preset) => preset === window)) return { window };
  const now = serverNow();
  const { from, to } = windowBounds(window, now);
  return { from: new Date(from).toISOString(), to: new Date(to ?? now).toISOString() };
}

export interface OverviewFilters {
  readonly window: TimeWindow;
  readonly provider: readonly Provider[];
  readonly branch: string;
}

export function overviewQuery({ window, provider, branch }: OverviewFilters) {
  return queryOptions({
    queryKey: ["overview", { window, provider, branch }],
    queryFn: async ({ signal }) => {
      await baseline;
      const query = {
        ...windowQuery(window),
        provider: list(provider),
        branch: branch || undefined,
      };
      return ask(
        (signal) => api.GET("/api/metrics/overview", { params: { query: defined(query) }, signal }),
        signal,
      );
    },
    placeholderData: keepPreviousData,
  });
}

/** What the usual pace of builds is taken from. */
export const PACE_WINDOW: TimeWindow = "24h";

/** How often builds come, whatever page is open. */
export const paceQuery = queryOptions({
  queryKey: ["pace"],
  queryFn: async ({ signal }) => {
    await baseline;
    const query = { window: PACE_WINDOW };
    return ask((signal) => api.GET("/api/metrics/overview", { params: { query }, signal }), signal);
  },
  refetchInterval: PACE_EVERY_MS,
});

export interface RankingFilters {
  readonly window: TimeWindow;
  readonly provider: readonly Provider[];
}

/** Every pipeline with its numbers, worst first. */
export function rankedPipelinesQuery({ window, provider }: RankingFilters) {
  return queryOptions({
    queryKey: ["metrics", "pipelines", { window, provider }],
    queryFn: async ({ signal }) => {
      await baseline;
      const query = { ...windowQuery(window), provider: list(provider) };
      return ask(
        (signal) =>
          api.GET("/api/metrics/pipelines", { params: { query: defined(query) }, signal }),
        signal,
      );
    },
    placeholderData: keepPreviousData,
    refetchInterval: RANKING_EVERY_MS,
  });
}

/** What builds of each pipeline have been like of late. */
export const usualQuery = rankedPipelinesQuery({ window: "7d", provider: [] });

export function pipelineMetricsQuery(id: number, window: TimeWindow, branch: string) {
  return queryOptions({
    queryKey: ["metrics", "pipeline", id, { window, branch }],
    queryFn: async ({ signal }) => {
      await baseline;
      const query = { ...windowQuery(window), branch: branch || undefined };
      return ask(
        (signal) =>
          api.GET("/api/metrics/pipeline/{pipeline_id}", {
            params: { path: { pipeline_id: id }, query: defined(query) },
            signal,
          }),
        signal,
      );
    },
    placeholderData: keepPreviousData,
    refetchInterval: RANKING_EVERY_MS,
  });
}

/** The builds behind a pipeline's charts, newest first, a page at a time. */
export function chartBuildsQuery(id: number, window: TimeWindow, branch: string) {
  return infiniteQueryOptions({
    queryKey: ["metrics", "builds", id, { window, branch }],
    queryFn: async ({ pageParam, signal }) => {
      await baseline;
      const query = defined({
        pipeline_id: id,
        branch: branch || undefined,
        ...isoBounds(window, serverNow()),
        limit: CHART_PAGE_ROWS,
        cursor: pageParam ?? undefined,
      });
      return ask((signal) => api.GET("/api/builds", { params: { query }, signal }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) =>
      pages.length * CHART_PAGE_ROWS < CHART_BUILDS_MOST ? page.next_cursor : null,
    placeholderData: keepPreviousData,
  });
}
