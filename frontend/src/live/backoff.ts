const LEAST_MS = 250;
const BASE_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before try number `failures + 1`, in milliseconds, with full jitter:
 * `chance` (0 to 1) picks between 250 ms and a ceiling that doubles from 1 s to 30 s.
 */
export function backoff(failures: number, chance: number): number {
  const ceiling = Math.min(MOST_MS, BASE_MS * 2 ** Math.min(failures, 16));
  return LEAST_MS + chance * (ceiling - LEAST_MS);
}
