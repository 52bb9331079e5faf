import { instant } from "../domain/format";

/** A `Date` header has whole seconds, so a smaller difference says nothing. */
const TRUSTED_SKEW_MS = 2_000;

let skew = 0;

/** Learns how far this machine's clock is from the server's, from a `Date` header. */
export function observeServerTime(header: string | null, now: number): void {
  const server = instant(header);
  if (server === null) return;
  const difference = server - now;
  skew = Math.abs(difference) > TRUSTED_SKEW_MS ? difference : 0;
}

/** The server's time as well as it is known, in milliseconds since the epoch. */
export function serverNow(): number {
  return Date.now() + skew;
}
