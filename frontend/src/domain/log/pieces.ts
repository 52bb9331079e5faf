import type { LogLine } from "./document";
import { splitAtMatches } from "./find";
import { type Look, PLAIN, spansOf } from "./sgr";

/** A piece of a line that looks alike throughout. */
export interface Piece {
  readonly text: string;
  readonly look: Look;
  readonly isMatch: boolean;
}

/** A line cut where its look changes and where a match begins or ends. */
export function piecesOf({ text, coded, look }: LogLine, finder: RegExp | null): readonly Piece[] {
  if (text === null || text === "") return [];
  const spans = coded === null ? [{ text, look: PLAIN }] : spansOf(coded, look).spans;
  const parts = finder ? splitAtMatches(text, finder) : [text];
  const pieces: Piece[] = [];
  let span = 0;
  let used = 0;
  parts.forEach((part, index) => {
    let left = part.length;
    while (left > 0) {
      const current = spans[span];
      if (!current) break;
      const taken = current.text.slice(used, used + left);
      pieces.push({ text: taken, look: current.look, isMatch: index % 2 === 1 });
      left -= taken.length;
      used += taken.length;
      if (used < current.text.length) continue;
      span += 1;
      used = 0;
    }
  });
  return pieces;
}
