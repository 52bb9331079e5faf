import { queryOptions } from "@tanstack/react-query";
import { instant } from "../domain/format";
import { api, ask } from "./client";
import type { Breakage, BreakagePage, Build } from "./types";

/** How many breakages of a branch are looked through for the one a build stands in. */
const LOOKED_THROUGH = 20;

/** The newest breakages of a pipeline on a branch, open or not. */
export function breakagesOfQuery(pipeline: number, branch: string) {
  return queryOptions({
    queryKey: ["breakages", pipeline, branch],
    queryFn: ({ signal }) => {
      const query = {
        state: "all" as const,
        pipeline_id: pipeline,
        branch,
        limit: LOOKED_THROUGH,
      };
      return ask((signal) => api.GET("/api/breakages", { params: { query }, signal }), signal);
    },
  });
}

/** The breakage that a build stands in: it opened no later, and was not closed before. */
export function breakageOf(page: BreakagePage | undefined, build: Build): Breakage | null {
  const at = instant(build.created_at) ?? 0;
  const found = page?.items.find(({ opened_by, closed_at, last_build }) => {
    const began = instant(opened_by.created_at) ?? 0;
    const ended = closed_at === null ? Number.POSITIVE_INFINITY : instant(last_build.created_at);
    return began <= at && at < (ended ?? 0);
  });
  return found ?? null;
}
