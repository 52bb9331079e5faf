import createClient from "openapi-fetch";
import { observeServerTime } from "./clock";
import { Problem, problemOf, unreachable } from "./problem";
import type { paths } from "./schema";
import { leaveToSignIn } from "./sign-in";

/** How long an answer may take before the request is given up. */
const TIMEOUT_MS = 20_000;

/** Paths are same-origin; the fetch is looked up at call time so that tests can stand in for it. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** A good answer, with or without a body; everything else is thrown as a `Problem`. */
export async function done<T>(
  send: (signal: AbortSignal) => Promise<Answer<T>>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  let answer: Answer<T>;
  try {
    answer = await send(signal ? AbortSignal.any([signal, limit]) : limit);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  observeServerTime(answer.response.headers.get("date"), Date.now());
  if (answer.response.status === 401) leaveToSignIn(location);
  if (!answer.response.ok)
    throw problemOf(answer.response.status, answer.error, answer.response.headers);
  return answer.data;
}

/** The body of a good answer. */
export async function ask<T>(
  send: (signal: AbortSignal) => Promise<Answer<T>>,
  signal?: AbortSignal,
): Promise<T> {
  const data = await done(send, signal);
  if (data === undefined) throw problemOf(0, undefined);
  return data;
}

/** Whether asking again may help: the server was away or busy, not refusing. */
export function worthRetrying(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
