/** The sliding windows that the overview can look back over. */
export const WINDOWS = ["24h", "7d", "30d", "90d"] as const;

export type TimeWindow = (typeof WINDOWS)[number];

export const DEFAULT_WINDOW: TimeWindow = "24h";

const HOUR_MS = 3_600_000;

const LENGTH_MS: Record<TimeWindow, number> = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
};

const WORDS: Record<TimeWindow, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

/** The length of the window in milliseconds. */
export function windowLength(window: TimeWindow): number {
  return LENGTH_MS[window];
}

export function windowWords(window: TimeWindow): string {
  return WORDS[window];
}

/** What the choice of window is called. */
export const TIME_WINDOW_LABEL = "Time window";

/** The moment the window begins when it ends at `now` (milliseconds since the epoch), as RFC 3339. */
export function windowStart(window: TimeWindow, now: number): string {
  return new Date(now - LENGTH_MS[window]).toISOString();
}
