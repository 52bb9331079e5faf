import { QueryClient } from "@tanstack/react-query";
import { worthRetrying } from "../api/client";
import { createLive } from "../live/shell";
import { type At, askEverywhere, askFirst } from "./asked-first";
import { breath } from "./breath";
import { liveListeners } from "./live-listeners";

/** How often a request is tried again by itself before its panel says so. */
const RETRIES = 1;

/** What was asked of the server, and what it tells by itself: both know nothing of React, so they need not wait for it. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
      retry: (failures, error) => failures < RETRIES && worthRetrying(error),
      retryDelay: 500,
    },
  },
});

export const live = createLive();

/** Starts the feed, which the lists wait for, and asks what the page at an address shows first. */
export async function startAsking(at: At | undefined, search: string): Promise<void> {
  await breath();
  live.start(liveListeners(queries));
  await breath();
  askEverywhere(queries);
  await breath();
  if (at) await askFirst(queries, at, search);
  await breath();
}
