import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { TimeWindow } from "../domain/time-window";
import { baseline } from "./baseline";
import { api, ask } from "./client";
import { windowQuery } from "./metrics";
import { defined } from "./queries";

const EVERY_MS = 60_000;

/** Pipelines whose builds of one commit end now so, now so. */
export function flakyQuery(window: TimeWindow) {
  return queryOptions({
    queryKey: ["metrics", "flaky", window],
    queryFn: async ({ signal }) => {
      await baseline;
      const query = defined(windowQuery(window));
      return ask((signal) => api.GET("/api/metrics/flaky", { params: { query }, signal }), signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}

/** Pipelines that take longer than they did. */
export function regressionsQuery(window: TimeWindow) {
  return queryOptions({
    queryKey: ["metrics", "regressions", window],
    queryFn: async ({ signal }) => {
      await baseline;
      const query = defined(windowQuery(window));
      return ask(
        (signal) => api.GET("/api/metrics/regressions", { params: { query }, signal }),
        signal,
      );
    },
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}
