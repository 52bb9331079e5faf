import { queryOptions } from "@tanstack/react-query";
import { leadingJob } from "../domain/jobs";
import { api, ask } from "./client";
import { logJob, readLog } from "./logs";
import type { Build } from "./types";

/** No more of a log is read for its first error than this many characters. */
const READ_MOST = 4_000_000;

/** The line of a failed build's log that says why it failed. */
export interface FirstError {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Our id of the job in whose log it stands; null where the build keeps one log. */
  readonly job: number | null;
}

async function find(build: Build, signal: AbortSignal): Promise<FirstError | null> {
  const path = { id: build.id };
  const detail = await ask(
    (signal) => api.GET("/api/builds/{id}", { params: { path }, signal }),
    signal,
  );
  const [{ createLog }, { firstError }] = await Promise.all([
    import("../domain/log/document"),
    import("../domain/log/reading"),
  ]);
  const job = leadingJob(detail.jobs, detail.attempt);
  const { provider, external_id } = build;
  const address = { provider, build: external_id, job: logJob(provider, job) };
  const log = createLog();
  const end = new AbortController();
  let read = 0;
  await readLog(address, AbortSignal.any([signal, end.signal]), {
    text(text) {
      log.feed(text);
      read += text.length;
      if (read > READ_MOST) end.abort();
    },
    state() {
      log.end();
      end.abort();
    },
    failed: () => end.abort(),
  });
  const at = firstError(log);
  const text = at === null ? "" : (log.lines[at]?.text?.trim() ?? "");
  return at === null || text === "" ? null : { text, line: at + 1, job: job?.id ?? null };
}

/**
 * Why a build failed, read from its log once; null where its log does not say or cannot be read.
 * `readable`: whether its provider gives logs at all. Without that nothing is asked.
 */
export function firstErrorQuery(build: Build, readable: boolean) {
  return queryOptions({
    queryKey: ["first-error", build.id, build.attempt],
    queryFn: ({ signal }) => find(build, signal),
    enabled: readable,
    staleTime: "static",
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
