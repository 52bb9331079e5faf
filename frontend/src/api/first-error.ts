import { queryOptions } from "@tanstack/react-query";
import type { Build } from "./types";

/** The line of a failed build's log that says why it failed. */
export interface FirstError {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Our id of the job in whose log it stands; null where the build keeps one log. */
  readonly job: number | null;
}

/**
 * Why a build failed, read from its log once; null where its log does not say or cannot be read.
 * `readable`: whether its provider gives logs at all. Without that nothing is asked.
 */
export function firstErrorQuery(build: Build, readable: boolean) {
  return queryOptions({
    queryKey: ["first-error", build.id, build.attempt],
    queryFn: async ({ signal }) => {
      const { findFirstError } = await import("./find-first-error");
      return findFirstError(build, signal);
    },
    enabled: readable,
    staleTime: "static",
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
