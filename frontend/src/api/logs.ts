import type { Provider } from "../domain/provider";
import { api } from "./client";
import { asProblem, type Problem, problemOf } from "./problem";
import { leaveToSignIn } from "./sign-in";
import type { Job } from "./types";

/** How long the first byte of an answer may take, in milliseconds. A long log may take longer to come whole. */
const FIRST_BYTE_MS = 30_000;

/** How long a log that was begun waits for whoever reads it, in milliseconds. */
const UNREAD_MS = 15_000;

/** How often a log that grows, or is not there yet, is asked for again, in milliseconds. */
const AGAIN_MS = 2_000;
const NOT_YET_MS = 10_000;

/** Which log: a job's, or without one the whole build's. */
export interface LogAddress {
  readonly provider: Provider;
  /** The build's, as its provider names it. */
  readonly build: string;
  readonly job: string | null;
}

/** The provider's id of a job that has a log of its own. Jenkins keeps one log for all stages of a build. */
export function logJob(provider: Provider, job: Pick<Job, "external_id"> | null): string | null {
  return provider === "jenkins" ? null : (job?.external_id ?? null);
}

/** `running`: more will come. `cut`: it is longer than is told. */
export type LogState = "complete" | "running" | "cut";

interface Piece {
  readonly next: number;
  readonly state: LogState | "more";
}

async function askPiece({ provider, build, job }: LogAddress, offset: number, signal: AbortSignal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), FIRST_BYTE_MS);
  const query = { ...(job !== null && { job }), ...(offset > 0 && { offset }) };
  const answer = await api.GET("/api/logs/{provider}/{external_id}", {
    params: { path: { provider, external_id: build }, query },
    parseAs: "stream",
    signal: AbortSignal.any([signal, late.signal]),
  });
  clearTimeout(timer);
  return answer;
}

/** The beginning of a log that was asked for before anyone reads it, and what ends that. */
interface Begun {
  readonly name: string;
  readonly end: AbortController;
  readonly endUnread: ReturnType<typeof setTimeout>;
  readonly answer: ReturnType<typeof askPiece>;
}

let begun: Begun | null = null;

const nameOf = ({ provider, build, job }: LogAddress) => [provider, build, job].join();

/** Asks for the beginning of a log, for whoever is the first to read it; ended when nobody does. */
export function beginLog(address: LogAddress): void {
  const end = new AbortController();
  const answer = askPiece(address, 0, end.signal);
  answer.catch(() => {});
  const endUnread = setTimeout(() => {
    end.abort();
    begun = null;
  }, UNREAD_MS);
  begun = { name: nameOf(address), end, endUnread, answer };
}

/** The beginning of a log, asked for now unless it was before. */
function beginning(address: LogAddress, signal: AbortSignal): ReturnType<typeof askPiece> {
  if (begun?.name !== nameOf(address)) return askPiece(address, 0, signal);
  const { end, endUnread, answer } = begun;
  clearTimeout(endUnread);
  begun = null;
  signal.addEventListener("abort", () => end.abort());
  return answer;
}

async function readPiece(
  address: LogAddress,
  offset: number,
  signal: AbortSignal,
  onText: (text: string) => void | Promise<void>,
): Promise<Piece> {
  const asked = offset === 0 ? beginning(address, signal) : askPiece(address, offset, signal);
  const { data, error, response } = await asked;
  if (response.status === 401) leaveToSignIn(location);
  if (!response.ok || !data) throw problemOf(response.status, error, response.headers);
  await readText(data, onText);
  const state = response.headers.get("signalbox-log-state");
  return {
    next: Number(response.headers.get("signalbox-log-next") ?? offset),
    state: state === "running" || state === "more" || state === "cut" ? state : "complete",
  };
}

async function readText(
  body: ReadableStream<Uint8Array>,
  onText: (text: string) => void | Promise<void>,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    await onText(decoder.decode(read.value, { stream: true }));
  }
  const last = decoder.decode();
  if (last !== "") await onText(last);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export interface LogListener {
  /** The next text; what is read after it waits for the answer. */
  text(text: string): void | Promise<void>;
  state(state: LogState): void;
  /** It could not be read. `again` says that it is asked for again without being told to. */
  failed(problem: Problem, again: boolean): void;
}

/** Reads a log from `offset` to its end, and on while it grows. Ends without a word when `signal` is aborted. */
export async function readLog(
  address: LogAddress,
  signal: AbortSignal,
  listener: LogListener,
): Promise<void> {
  let offset = 0;
  while (!signal.aborted) {
    try {
      const { next, state } = await readPiece(address, offset, signal, listener.text);
      offset = next;
      if (state === "more") continue;
      listener.state(state);
      if (state !== "running" || signal.aborted) return;
      await pause(AGAIN_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      const problem = asProblem(error);
      const notYet = problem.status === 409;
      listener.failed(problem, notYet);
      if (!notYet) return;
      await pause(NOT_YET_MS, signal);
    }
  }
}
