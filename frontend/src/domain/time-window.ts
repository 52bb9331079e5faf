import { lazily } from "./lazily";
import { readMoment } from "./moment";

/**
 * A span of time in its canonical text, as it stands in the address: sliding (`36h`, `7d`),
 * growing (`2026-11-01..now`) or fixed (`2026-11-01..2026-11-07`). Days are whole days in UTC, so
 * that a shared address means the same everywhere.
 */
export type TimeWindow = `${number}${"m" | "h" | "d"}` | `${string}..${string}`;

/** The windows offered without typing; the server knows them by these names. */
export const PRESETS = ["24h", "7d", "30d", "90d"] as const satisfies readonly TimeWindow[];

export const DEFAULT_WINDOW: TimeWindow = "24h";

/** What the choice of window is called. */
export const TIME_WINDOW_LABEL = "Time window";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Windows are no longer than this. */
const LONGEST_MS = 400 * DAY_MS;

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

const DAY = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
const MOMENT = { ...DAY, hour: "2-digit", minute: "2-digit" } as const;
const dayFormat = lazily(() => new Intl.DateTimeFormat("en-GB", DAY));
const momentFormat = lazily(() => new Intl.DateTimeFormat("en-GB", MOMENT));

/** From and to in milliseconds since the epoch; without `to` the window reaches to the present. */
export interface Bounds {
  readonly from: number;
  readonly to: number | null;
}

const isDay = (text: string) => text.length === 10;

function edge(text: string, end: boolean): number {
  const at = Date.parse(text);
  return end && isDay(text) ? at + DAY_MS : at;
}

/** How long a sliding window is, or null where the text is a pair of edges. */
function slidingLength(window: TimeWindow): number | null {
  if (window.includes("..")) return null;
  return Number(window.slice(0, -1)) * (UNIT_MS[window.slice(-1)] ?? Number.NaN);
}

export function windowBounds(window: TimeWindow, now: number): Bounds {
  const length = slidingLength(window);
  if (length !== null) return { from: now - length, to: null };
  const [from = "", to = ""] = window.split("..");
  return { from: edge(from, false), to: to === "now" ? null : edge(to, true) };
}

/** Both edges as RFC 3339, the form that the server's times have, so that they compare as text. */
export interface IsoBounds {
  readonly since: string;
  readonly until?: string;
}

export function isoBounds(window: TimeWindow, now: number): IsoBounds {
  const { from, to } = windowBounds(window, now);
  const since = new Date(from).toISOString();
  return to === null ? { since } : { since, until: new Date(to).toISOString() };
}

/** Whether a moment (RFC 3339) lies in the window; the end is not part of it. */
export function inBounds(at: string, { since, until }: IsoBounds): boolean {
  return at >= since && (until === undefined || at < until);
}

/** The length of the window in milliseconds, as it stands at `now`. */
export function windowLength(window: TimeWindow, now: number): number {
  const { from, to } = windowBounds(window, now);
  return Math.max(MINUTE_MS, (to ?? now) - from);
}

function sliding(length: number): TimeWindow {
  if (length % DAY_MS === 0 && length > DAY_MS) return `${length / DAY_MS}d`;
  if (length % HOUR_MS === 0) return `${length / HOUR_MS}h`;
  return `${Math.round(length / MINUTE_MS)}m`;
}

const SLIDING = /^(?:last |past )?(\d{1,6}) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;
const EDGES = /^(.+?)(?:\.\.| (?:-|–|to|until) )(.+)$/;
const SINCE = /^since (.+)$/;

function fixed(fromText: string, toText: string, now: number): TimeWindow | null {
  const from = readMoment(fromText, now);
  const to = toText === "now" ? "now" : readMoment(toText, now);
  if (from === null || to === null) return null;
  const window: TimeWindow = `${from}..${to}`;
  const bounds = windowBounds(window, now);
  const length = (bounds.to ?? now) - bounds.from;
  return length > 0 && length <= LONGEST_MS ? window : null;
}

/** What a person typed, or an address holds, as a window; null for what is none. */
export function readWindow(text: string, now: number): TimeWindow | null {
  const plain = text.trim().toLowerCase().replace(/\s+/g, " ");
  const [, number, unit = ""] = SLIDING.exec(plain) ?? [];
  if (number !== undefined) {
    const length =
      Number(number) * (unit.startsWith("w") ? 7 * DAY_MS : (UNIT_MS[unit[0] ?? ""] ?? 0));
    return length > 0 && length <= LONGEST_MS ? sliding(length) : null;
  }
  const [, since] = SINCE.exec(plain) ?? [];
  if (since !== undefined) return fixed(since, "now", now);
  const [, from, to] = EDGES.exec(plain) ?? [];
  if (from !== undefined && to !== undefined) return fixed(from, to, now);
  return plain === "today" ? fixed(plain, "now", now) : fixed(plain, plain, now);
}

/** A fixed window between two moments in milliseconds since the epoch, cut to whole minutes. */
export function windowBetween(from: number, to: number): TimeWindow {
  const minute = (at: number) =>
    `${new Date(Math.floor(at / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16)}Z`;
  return `${minute(from)}..${minute(Math.max(to, from + MINUTE_MS))}`;
}

/** The window as long, moved by its length: -1 to the one before, 1 to the one after, never past `now`. */
export function windowShifted(window: TimeWindow, by: -1 | 1, now: number): TimeWindow {
  const length = windowLength(window, now);
  const { from, to } = windowBounds(window, now);
  const end = Math.min(now, (to ?? now) + by * length);
  return by === 1 && end - length <= from ? window : windowBetween(end - length, end);
}

/** The window twice as long about the same middle, never past `now`. */
export function windowWidened(window: TimeWindow, now: number): TimeWindow {
  const length = Math.min(LONGEST_MS / 2, windowLength(window, now));
  const ends = slidingLength(window);
  if (ends !== null) return sliding(length * 2);
  const { from, to } = windowBounds(window, now);
  return windowBetween(from - length / 2, Math.min(now, (to ?? now) + length / 2));
}

function amount(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}

/** The length in words: `24 hours`, `7 days`. */
export function windowWords(window: TimeWindow, now: number): string {
  const length = windowLength(window, now);
  if (length > DAY_MS) return amount(Math.round(length / DAY_MS), "day");
  if (length >= HOUR_MS) return amount(Math.round(length / HOUR_MS), "hour");
  return amount(Math.round(length / MINUTE_MS), "minute");
}

function edgeWords(text: string): string {
  if (text === "now") return "now";
  return isDay(text)
    ? dayFormat().format(Date.parse(text))
    : `${momentFormat().format(Date.parse(text))} UTC`;
}

/** The window as it ends a sentence: `in the last 24 hours`, `from 1 Nov 2026 to 7 Nov 2026`. */
export function windowPhrase(window: TimeWindow, now: number): string {
  const [from = "", to] = window.split("..");
  if (to === undefined) return `in the last ${windowWords(window, now)}`;
  if (to === "now") return `since ${edgeWords(from)}`;
  return from === to ? `on ${edgeWords(from)}` : `from ${edgeWords(from)} to ${edgeWords(to)}`;
}
