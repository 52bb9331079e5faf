import type { LogLine } from "./document";

/** How many lines are looked through before the reader gets a turn. */
const SLICE_LINES = 8_192;

/** What is typed between slashes is a pattern. */
const PATTERN = /^\/(.+)\/$/;

function patternOf(text: string): RegExp | null {
  const [, pattern] = PATTERN.exec(text) ?? [];
  if (pattern === undefined) return null;
  try {
    const finder = new RegExp(pattern, "gi");
    return finder.test("") ? null : finder;
  } catch {
    return null;
  }
}

/**
 * A text to look for, whatever its case; nothing is looked for where it is empty. Between slashes it is a regular
 * expression, as long as it is one and does not match nothing at all.
 */
export function finderOf(text: string): RegExp | null {
  if (text === "") return null;
  const pattern = patternOf(text);
  if (pattern) return pattern;
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi");
}

/** Looks through lines from `from` on and puts the indices of those that match into `found`; yields where it stands. */
export function* find(
  lines: readonly LogLine[],
  finder: RegExp,
  found: number[],
  from = 0,
): Generator<number, number> {
  for (let line = from; line < lines.length; line += 1) {
    if (line > from && line % SLICE_LINES === 0) yield line;
    const text = lines[line]?.text;
    if (!text) continue;
    finder.lastIndex = 0;
    if (finder.test(text)) found.push(line);
  }
  return lines.length;
}

/** A text in pieces, every second one a match. */
export function splitAtMatches(text: string, finder: RegExp): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  // It remembers where it matched last, also in another text.
  finder.lastIndex = 0;
  for (const match of text.matchAll(finder)) {
    parts.push(text.slice(at, match.index), match[0]);
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}
