import { duration, oneDecimal } from "./format";

/** A change against the window before. `tone` says whether it is good news. */
export interface Delta {
  readonly direction: "up" | "down" | "same";
  readonly tone: "better" | "worse" | "even";
  /** The size without its sign, such as `0.8 pt` or `11 %`. */
  readonly size: string;
  /** The whole change in words, for screen readers and the tooltip. */
  readonly words: string;
}

type Better = "higher" | "lower";

function delta(change: number, size: string, was: string, better: Better): Delta {
  if (change === 0) {
    return { direction: "same", tone: "even", size, words: `unchanged from ${was}` };
  }
  const direction = change > 0 ? "up" : "down";
  const good = (better === "higher") === change > 0;
  const word = change > 0 ? "up" : "down";
  return { direction, tone: good ? "better" : "worse", size, words: `${word} ${size} from ${was}` };
}

/** The change of a rate (0 to 1) in percentage points; null when either window has none. */
export function rateDelta(now: number | null, before: number | null, better: Better): Delta | null {
  if (now === null || before === null) return null;
  const points = Math.round((now - before) * 1000) / 10;
  const was = `${oneDecimal(before * 100)} %`;
  return delta(points, `${oneDecimal(Math.abs(points))} pt`, was, better);
}

/** The relative change of a duration in seconds; null when either is missing or the old one is 0. */
export function durationDelta(now: number | null, before: number | null): Delta | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round(((now - before) / before) * 100);
  return delta(percent, `${Math.abs(percent)} %`, duration(before), "lower");
}

/** How exact a change between two percentiles is: each is off by 1 % at most. */
const PERCENTILES_EXACT_TO = 0.02;

/** As `durationDelta`, where at least one of the two is a percentile: what may be its error alone is no change. */
export function percentileDelta(now: number | null, before: number | null): Delta | null {
  const isError =
    now !== null && before !== null && Math.abs(now - before) <= before * PERCENTILES_EXACT_TO;
  return durationDelta(isError ? before : now, before);
}

/** What a value was before it changed by a share of itself: 110 that rose by 0.1 was 100. */
export function changedBy(now: number | null, change: number | null): number | null {
  return now === null || change === null || change <= -1 ? null : now / (1 + change);
}
