import { leadingJob } from "../domain/jobs";
import { createLog } from "../domain/log/document";
import { firstError } from "../domain/log/reading";
import { api, ask } from "./client";
import type { FirstError } from "./first-error";
import { logJob, readLog } from "./logs";
import type { Build } from "./types";

/** No more of a log is read for its first error than this many characters. */
const READ_MOST = 4_000_000;

/** Reads the log of a build's leading job as far as its first error; null where it does not tell of one. */
export async function findFirstError(
  build: Build,
  signal: AbortSignal,
): Promise<FirstError | null> {
  const path = { id: build.id };
  const detail = await ask(
    (signal) => api.GET("/api/builds/{id}", { params: { path }, signal }),
    signal,
  );
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
