import type { LogDocument, Section } from "./document";

const inside = ({ from, to }: Section, line: number) => line >= from && (to === null || line < to);

/** The section that a line stands in, or where it stands in none the one that ended last before it. */
function sectionBefore({ sections }: LogDocument, line: number): Section | undefined {
  const begun = sections.filter((section) => section.from <= line);
  return begun.findLast((section) => inside(section, line)) ?? begun.at(-1);
}

/**
 * The line that says why a log's job failed, or null. What the provider marked counts most; else the first error
 * in the section that ended badly; else the first error at all; else the line that says that it ended badly.
 */
export function firstError(log: LogDocument): number | null {
  const marked = log.errors.find(({ rank }) => rank === "marked");
  if (marked) return marked.line;
  const exit = log.errors.findLast(({ rank }) => rank === "exit");
  const section = exit && sectionBefore(log, exit.line);
  const told = log.errors.filter(({ rank }) => rank === "told");
  const near = section && told.find(({ line }) => inside(section, line));
  return (near ?? told[0] ?? exit)?.line ?? null;
}

/** The section that leads to a line, though it may have ended before it; null where there is none. */
export function leadTo(log: LogDocument, line: number | null): Section | null {
  return line === null ? null : (sectionBefore(log, line) ?? null);
}

/** Whether a section is open without being asked to be: it tells of an error, leads to the first one, or goes on. */
export function opensItself(section: Section | undefined, lead: Section | null): boolean {
  if (!section) return true;
  return section.errors > 0 || section.to === null || section.kind === "job" || section === lead;
}

/** The indices of the lines that are shown: what a closed section holds is not, nor are marks. */
export function shownLines(log: LogDocument, isOpen: (section: number) => boolean): number[] {
  const shown: number[] = [];
  for (let line = 0; line < log.lines.length; line += 1) {
    const { text, opens } = log.lines[line] ?? { text: null, opens: -1 };
    if (text === null) continue;
    shown.push(line);
    if (opens !== -1 && !isOpen(opens)) {
      line = (log.sections[opens]?.to ?? log.lines.length) - 1;
    }
  }
  return shown;
}

/** The indices of the lines that tell of an error. */
export function errorLines(log: LogDocument): readonly number[] {
  return log.errors.map(({ line }) => line);
}

/** The sections that hold a line, the outermost first, without the one it opens itself. */
export function sectionsAbout(log: LogDocument, line: number): readonly number[] {
  return log.sections.flatMap((section, index) =>
    section.from < line && inside(section, line) ? [index] : [],
  );
}

/** Where in sorted numbers a value is or would be. */
export function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
