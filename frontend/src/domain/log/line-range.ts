/** Lines from 1, both ends included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

const HASH = /^#?L(\d{1,9})(?:-L?(\d{1,9}))?$/;
const TYPED = /^\s*L?(\d{1,9})(?:\s*[-–]\s*L?(\d{1,9}))?\s*$/i;

function rangeOf(found: RegExpExecArray | null): LineRange | null {
  const from = Number(found?.[1] ?? 0);
  const to = Number(found?.[2] ?? from);
  if (from < 1 || to < 1) return null;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** The range that an address names, `#L10` or `#L10-L20`; null where it names none. */
export function readHash(hash: string): LineRange | null {
  return rangeOf(HASH.exec(hash));
}

/** The range that was typed: `10`, `10-20`, `L10-L20`. */
export function readTyped(text: string): LineRange | null {
  return rangeOf(TYPED.exec(text));
}

/** The range as the part of an address after its `#`. */
export function hashOf({ from, to }: LineRange): string {
  return from === to ? `L${from}` : `L${from}-L${to}`;
}

/** The range with another end, from the line it began with. */
export function stretched(range: LineRange | null, line: number): LineRange {
  const start = range?.from ?? line;
  return { from: Math.min(start, line), to: Math.max(start, line) };
}
