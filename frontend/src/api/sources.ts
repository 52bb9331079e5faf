import { queryOptions } from "@tanstack/react-query";
import type { Provider } from "../domain/provider";
import { api, ask } from "./client";
import type { Poll, SourceList } from "./types";

/** How often the sources are asked about, at rest and while a poll is awaited, in milliseconds. */
const EVERY_MS = 30_000;
const SOON_MS = 1_000;

export function isUnderWay(polls: readonly Poll[]): boolean {
  return polls.some(({ state }) => state !== "idle");
}

/** Whether logs of a provider can be read: the token that polls it reads them too. */
export function givesLogs(sources: SourceList | undefined, provider: Provider): boolean {
  return sources?.polls.some((poll) => poll.provider === provider) ?? false;
}

/** How each source stands, and the polls that ask them. */
export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => ask((signal) => api.GET("/api/sources", { signal }), signal),
  refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.polls) ? SOON_MS : EVERY_MS),
});

/** Asks for a poll of every provider now; one that runs already is joined. */
export function collectNow() {
  return ask((signal) => api.POST("/api/collect/trigger", { body: {}, signal }));
}
