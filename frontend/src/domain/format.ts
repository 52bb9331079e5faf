import { zonedIso, zoneName } from "./zone";

/** What stands where a number is not known. */
export const MISSING = "–";

const SECOND_MS = 1000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function pad(value: number): string {
  return value.toString().padStart(2, "0");
}

/** A length of time in seconds: `0.4s`, `41s`, `6m 42s`, `1h 05m`, `2d 3h`. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return MISSING;
  if (seconds > 0 && seconds < 1) return `${Math.max(0.1, Math.round(seconds * 10) / 10)}s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m ${pad(whole % MINUTE)}s`;
  if (whole < DAY)
    return `${Math.floor(whole / HOUR)}h ${pad(Math.floor((whole % HOUR) / MINUTE))}m`;
  return `${Math.floor(whole / DAY)}d ${Math.floor((whole % DAY) / HOUR)}h`;
}

/** How long ago `then` was, both in milliseconds since the epoch; a clock that runs behind reads "now". */
export function age(then: number, now: number): string {
  const seconds = Math.floor((now - then) / SECOND_MS);
  if (seconds < 5) return "now";
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return dayAndClock(then);
}

/** The whole moment in the chosen zone, with the zone's name. */
export function absoluteTime(then: number): string {
  return `${day(then)} ${zonedIso(then).slice(0, 4)}, ${clock(then)} ${zoneName(then)}`;
}

/** Day and month in the chosen zone. */
export function day(then: number): string {
  const [, month, date] = zonedIso(then).slice(0, 10).split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1]}`;
}

/** Day, month, hours and minutes in the chosen zone. */
export function dayAndClock(then: number): string {
  return `${day(then)}, ${shortClock(then)}`;
}

/** Hours, minutes and seconds in the chosen zone. */
export function clock(then: number): string {
  return zonedIso(then).slice(11, 19);
}

/** Hours and minutes in the chosen zone. */
export function shortClock(then: number): string {
  return zonedIso(then).slice(11, 16);
}

/** With one decimal, unless that is 0: `4`, `12.3`. */
export function oneDecimal(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** A count in full up to 9,999 and compact above: `1,234`, `12.3k`. */
export function count(value: number): string {
  if (value < 10_000) return String(value).replace(/(?=\d{3}$)(?<=\d)/, ",");
  const [size, unit] = value < 999_950 ? [1_000, "k"] : [1_000_000, "m"];
  return `${oneDecimal(value / size)}${unit}`;
}

/** A count with its noun: `1 build`, `2 builds`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A rate from 0 to 1 as per cent with one decimal.
 * Only a whole rate reads 100 and only none reads 0: 0.9999 is `99.9 %` and 0.0001 is `0.1 %`.
 */
export function rate(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return MISSING;
  if (value >= 1) return "100 %";
  if (value <= 0) return "0 %";
  return `${Math.min(99.9, Math.max(0.1, value * 100)).toFixed(1)} %`;
}

/** A range of rates, its unit once: `94.1–97.9 %`. */
export function rateRange({ low, high }: { low: number; high: number }): string {
  return `${rate(low).replace(" %", "")}–${rate(high)}`;
}

/** The first seven characters of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** RFC 3339 to milliseconds since the epoch; what is missing or unreadable is null. */
export function instant(text: string | null | undefined): number | null {
  if (!text) return null;
  const value = Date.parse(text);
  return Number.isNaN(value) ? null : value;
}
