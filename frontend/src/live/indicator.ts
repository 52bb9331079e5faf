import { clock, shortClock } from "../domain/format";
import { isPolling, POLL_EVERY_MS } from "./reducer";
import type { LiveState } from "./state";

export type Indicator =
  | "live"
  | "connecting"
  | "reconnecting"
  | "delayed"
  | "paused"
  | "offline"
  | "stale";

/** How long a lost connection goes unmentioned. */
const QUIET_LOSS_MS = 3_000;

/** Without any answer for this long the page counts as offline. */
const OFFLINE_AFTER_MS = 5 * 60_000;

/** A quiet feed is remarkable after this many usual gaps, and never sooner than half an hour. */
const STALE_GAPS = 3;
const STALE_LEAST_MS = 30 * 60_000;

export interface Reading {
  readonly kind: Indicator;
  /** The word that is always shown. */
  readonly word: string;
  /** What follows the word, or nothing. */
  readonly detail: string;
}

/** The last moment the page was sure to be up to date, in milliseconds since the epoch. */
export function asOf(state: LiveState): number | null {
  const known = [state.lastHeardAt, state.lastAnswerAt].filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function offlineReading(state: LiveState): Reading {
  const since = asOf(state);
  return {
    kind: "offline",
    word: "Offline",
    detail: since ? `data as of ${shortClock(since)}` : "",
  };
}

function isStale(state: LiveState, now: number): boolean {
  if (state.expectedGap === null || state.lastChangeAt === null) return false;
  return now - state.lastChangeAt > Math.max(STALE_LEAST_MS, STALE_GAPS * state.expectedGap);
}

function downReading(state: LiveState, now: number): Reading {
  const down = now - (state.downSince ?? now);
  const answered = now - (asOf(state) ?? state.downSince ?? now);
  if (down >= OFFLINE_AFTER_MS && answered >= OFFLINE_AFTER_MS) return offlineReading(state);
  if (isPolling(state, now)) {
    return { kind: "delayed", word: "Delayed", detail: `every ${POLL_EVERY_MS / 1000} s` };
  }
  const wait = Math.max(0, Math.ceil(((state.retryAt ?? now) - now) / 1000));
  return { kind: "reconnecting", word: "Reconnecting", detail: wait > 0 ? `in ${wait} s` : "now" };
}

/** The one of seven states that the reader is shown. */
export function indicator(state: LiveState, now: number): Reading {
  if (state.paused) {
    const waiting = state.held.size;
    return { kind: "paused", word: "Paused", detail: waiting > 0 ? `${waiting} waiting` : "" };
  }
  if (!state.online) return offlineReading(state);
  const lostFor = state.downSince === null ? 0 : now - state.downSince;
  if (state.socket !== "open" && lostFor >= QUIET_LOSS_MS) return downReading(state, now);
  if (state.lastHeardAt === null) return { kind: "connecting", word: "Connecting", detail: "" };
  if (state.cursor === null || (state.asking && state.waiting.length > 0)) {
    const waiting = state.waiting.length;
    return { kind: "connecting", word: "Syncing", detail: waiting > 0 ? `${waiting}` : "" };
  }
  if (isStale(state, now)) {
    return {
      kind: "stale",
      word: "Stale",
      detail: `nothing since ${shortClock(state.lastChangeAt ?? now)}`,
    };
  }
  return { kind: "live", word: "Live", detail: clock(state.lastHeardAt) };
}
