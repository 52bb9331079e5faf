import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { BuildFilters } from "../domain/filters";
import type { Provider } from "../domain/provider";
import { isUnfinished } from "../domain/status";
import { isoBounds } from "../domain/time-window";
import { baseline } from "./baseline";
import { api, ask } from "./client";
import { serverNow } from "./clock";
import { Problem } from "./problem";

/** How many rows one request for a list asks for. */
const PAGE_ROWS = 100;

/** How often lists that no frame speaks of are asked again, in milliseconds. */
const SOURCES_EVERY_MS = 5_000;

/** How often a build's jobs, which no frame speaks of, are asked again while it runs and after, in milliseconds. */
const JOBS_EVERY_MS = 5_000;
const LATE_JOBS_EVERY_MS = 60_000;

/** How long secrets count as known, which are asked for again at each visit, in milliseconds. */
const SECRETS_FRESH_MS = 10_000;

/** A comma list, or nothing to ask for. */
export function list(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

/** The query without what is not asked for. */
export function defined<T extends Record<string, unknown>>(query: T) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function buildsQuery(filters: BuildFilters) {
  return infiniteQueryOptions({
    queryKey: ["builds", filters],
    queryFn: async ({ pageParam, signal }) => {
      await baseline;
      const query = defined({
        q: filters.q || undefined,
        provider: list(filters.provider),
        status: list(filters.status),
        branch: filters.branch || undefined,
        pipeline_id: filters.pipeline ?? undefined,
        ...isoBounds(filters.window, serverNow()),
        limit: PAGE_ROWS,
        cursor: pageParam ?? undefined,
      });
      return ask((signal) => api.GET("/api/builds", { params: { query }, signal }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function buildQuery(id: number) {
  return queryOptions({
    queryKey: ["build", id],
    queryFn: ({ signal }) =>
      ask((signal) => api.GET("/api/builds/{id}", { params: { path: { id } }, signal }), signal),
    refetchInterval: ({ state }) =>
      state.data && isUnfinished(state.data.status) ? JOBS_EVERY_MS : LATE_JOBS_EVERY_MS,
  });
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: async ({ signal }) => {
    await baseline;
    return ask((signal) => api.GET("/api/pipelines", { signal }), signal);
  },
});

export interface DeliveryFilters {
  readonly provider: readonly string[];
  readonly outcome: readonly string[];
}

export function deliveriesQuery(filters: DeliveryFilters) {
  return infiniteQueryOptions({
    queryKey: ["deliveries", filters],
    queryFn: ({ pageParam, signal }) => {
      const query = defined({
        provider: list(filters.provider),
        outcome: list(filters.outcome),
        limit: PAGE_ROWS,
        cursor: pageParam ?? undefined,
      });
      return ask((signal) => api.GET("/api/deliveries", { params: { query }, signal }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: SOURCES_EVERY_MS,
  });
}

/** Whether anything has ever arrived: asked when a list is empty, to tell a first run from a narrow filter. */
export const arrivalsQuery = queryOptions({
  queryKey: ["arrivals"],
  queryFn: async ({ signal }) => {
    const query = { limit: 1 };
    const [builds, deliveries] = await Promise.all([
      ask((signal) => api.GET("/api/builds", { params: { query }, signal }), signal),
      ask((signal) => api.GET("/api/deliveries", { params: { query }, signal }), signal),
    ]);
    return { build: builds.items[0] ?? null, delivery: deliveries.items[0] ?? null };
  },
});

/** The webhook addresses and secrets, or null where the host keeps them to itself. */
export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: async ({ signal }) => {
    try {
      return await ask((signal) => api.GET("/api/setup", { signal }), signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  },
  staleTime: SECRETS_FRESH_MS,
});

/** The newest delivery of a provider, or null before the first. */
export function latestDeliveryQuery(provider: Provider) {
  return queryOptions({
    queryKey: ["deliveries", "latest", provider],
    queryFn: async ({ signal }) => {
      const query = { provider, limit: 1 };
      const page = await ask(
        (signal) => api.GET("/api/deliveries", { params: { query }, signal }),
        signal,
      );
      return page.items[0] ?? null;
    },
    refetchInterval: SOURCES_EVERY_MS,
  });
}
