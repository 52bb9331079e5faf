import { queryOptions } from "@tanstack/react-query";
import { instant } from "../domain/format";
import { isFailure } from "../domain/status";
import { api, ask } from "./client";
import type { Breakage, BreakagePage, Build } from "./types";

/** How many breakages of a branch are looked through for the one a build stands in. */
const LOOKED_THROUGH = 20;

/** The newest breakages where a build was made, open or not. Nothing is asked about a build that did not fail. */
export function breakagesOfQuery({ status, pipeline_id, branch }: Build) {
  return queryOptions({
    queryKey: ["breakages", pipeline_id, branch],
    queryFn: ({ signal }) => {
      const query = {
        state: "all" as const,
        pipeline_id,
        branch: branch ?? "",
        limit: LOOKED_THROUGH,
      };
      return ask((signal) => api.GET("/api/breakages", { params: { query }, signal }), signal);
    },
    enabled: isFailure(status) && branch !== null,
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
