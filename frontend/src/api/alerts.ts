import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { baseline } from "./baseline";
import { api, ask, done } from "./client";
import type { ChannelBody, RouteBody, SilenceBody } from "./types";

/** How often what no frame speaks of is asked again, in milliseconds. */
const EVERY_MS = 15_000;

/** How many breakages are shown at once: more than that is an outage of another kind. */
const BREAKAGES_MOST = 100;

/** What is broken now on default branches, the newest breakage first. */
export const failingQuery = queryOptions({
  queryKey: ["breakages", "open"],
  queryFn: ({ signal }) => {
    const query = { state: "open", default_branch: true, limit: BREAKAGES_MOST } as const;
    return ask((signal) => api.GET("/api/breakages", { params: { query }, signal }), signal);
  },
  refetchInterval: EVERY_MS,
});

/** What was just mended; refreshed with all breakages. */
export const mendedQuery = queryOptions({
  queryKey: ["breakages", "mended"],
  queryFn: async ({ signal }) => {
    await baseline;
    const query = { state: "closed", default_branch: true, limit: 20 } as const;
    return ask((signal) => api.GET("/api/breakages", { params: { query }, signal }), signal);
  },
});

export const channelsQuery = queryOptions({
  queryKey: ["alerts", "channels"],
  queryFn: ({ signal }) => ask((signal) => api.GET("/api/alerts/channels", { signal }), signal),
  refetchInterval: EVERY_MS,
});

export const routesQuery = queryOptions({
  queryKey: ["alerts", "routes"],
  queryFn: ({ signal }) => ask((signal) => api.GET("/api/alerts/routes", { signal }), signal),
});

export const silencesQuery = queryOptions({
  queryKey: ["alerts", "silences"],
  queryFn: ({ signal }) => ask((signal) => api.GET("/api/alerts/silences", { signal }), signal),
  refetchInterval: EVERY_MS,
});

export const historyQuery = infiniteQueryOptions({
  queryKey: ["alerts", "history"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === null ? { limit: 50 } : { limit: 50, cursor: Number(pageParam) };
    return ask((signal) => api.GET("/api/alerts/history", { params: { query }, signal }), signal);
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: EVERY_MS,
});

const at = (id: number) => ({ params: { path: { id } } });

export const saveChannel = (id: number | null, body: ChannelBody) =>
  ask((signal) =>
    id === null
      ? api.POST("/api/alerts/channels", { body, signal })
      : api.PUT("/api/alerts/channels/{id}", { ...at(id), body, signal }),
  );

export const deleteChannel = (id: number) =>
  done((signal) => api.DELETE("/api/alerts/channels/{id}", { ...at(id), signal }));

export const testChannel = (id: number) =>
  ask((signal) =>
    api.POST("/api/alerts/channels/{id}/test", {
      ...at(id),
      signal,
    }),
  );

export const saveRoute = (id: number | null, body: RouteBody) =>
  ask((signal) =>
    id === null
      ? api.POST("/api/alerts/routes", { body, signal })
      : api.PUT("/api/alerts/routes/{id}", { ...at(id), body, signal }),
  );

export const deleteRoute = (id: number) =>
  done((signal) => api.DELETE("/api/alerts/routes/{id}", { ...at(id), signal }));

/** What a route would have told over the last 30 days. */
export const previewRoute = (body: RouteBody) =>
  ask((signal) => api.POST("/api/alerts/routes/preview", { body, signal }));

export const saveSilence = (id: number | null, body: SilenceBody) =>
  ask((signal) =>
    id === null
      ? api.POST("/api/alerts/silences", { body, signal })
      : api.PUT("/api/alerts/silences/{id}", { ...at(id), body, signal }),
  );

export const deleteSilence = (id: number) =>
  done((signal) => api.DELETE("/api/alerts/silences/{id}", { ...at(id), signal }));

export const resendAlert = (id: number) =>
  ask((signal) => api.POST("/api/alerts/history/{id}/resend", { ...at(id), signal }));
