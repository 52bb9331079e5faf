import { type ErrorRank, errorRank } from "./errors";
import { type Level, type Mark, readMarks, type SectionKind } from "./marks";
import { isCoded, type Look, PLAIN, spansOf } from "./sgr";

/** How many lines are kept; more would be higher than browsers can scroll. */
export const LINES_MOST = 800_000;

export interface LogLine {
  /** What is shown of it, without codes; null where the line is a mark and nothing else. */
  readonly text: string | null;
  /** The text with its codes, where it has any. */
  readonly coded: string | null;
  /** How it looks where it begins. */
  readonly look: Look;
  readonly level: Level;
  /** RFC 3339, as the log has it. */
  readonly stamp: string | null;
  /** Which section it opens, or -1. */
  readonly opens: number;
}

export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  readonly title: string;
  /** How many sections it stands in. */
  readonly depth: number;
  readonly parent: number;
  /** The index of the line that opens it. */
  readonly from: number;
  /** The index after its last line; null while it is open. */
  to: number | null;
  /** How many lines in it tell of an error. */
  errors: number;
  /** When its last line was written. */
  ended: string | null;
}

export interface FoundError {
  readonly line: number;
  readonly rank: ErrorRank;
  /** The innermost section it stands in, or -1. */
  readonly section: number;
}

/** A log as far as it was read. It only grows, at its end. */
export interface LogDocument {
  readonly lines: readonly LogLine[];
  readonly sections: readonly Section[];
  readonly errors: readonly FoundError[];
  /** How many lines came after the last that is kept. */
  readonly omitted: number;
  /** Reads the next text, which may end within a line. */
  feed(text: string): void;
  /** Reads what was left of the last line. */
  end(): void;
}

/** Which sections a new one or a mark of this kind ends. */
const ENDS: Readonly<Record<SectionKind, readonly SectionKind[]>> = {
  job: ["job", "step", "group", "named", "stage"],
  step: ["step", "group"],
  group: ["group"],
  named: [],
  stage: [],
};

/** Reads a log into lines, sections and errors; the same text in any pieces makes the same document. */
export function createLog(): LogDocument {
  const lines: LogLine[] = [];
  const sections: Section[] = [];
  const errors: FoundError[] = [];
  const open: number[] = [];
  let look: Look = PLAIN;
  let rest = "";
  let omitted = 0;

  function closeLast(stamp: string | null): void {
    const section = sections[open.pop() ?? -1];
    if (!section) return;
    section.to = lines.length;
    section.ended = stamp;
  }

  function closeFrom(at: number, stamp: string | null): void {
    if (at === -1) return;
    while (open.length > at) closeLast(stamp);
  }

  function close({ kind, name }: Extract<Mark, { type: "close" }>, stamp: string | null): void {
    const at = open.findLastIndex((index) => {
      const section = sections[index];
      return section?.kind === kind && (kind !== "named" || section.name === name);
    });
    closeFrom(at, stamp);
  }

  function openSection(
    kind: SectionKind,
    name: string,
    title: string,
    stamp: string | null,
  ): number {
    const ends = ENDS[kind];
    closeFrom(
      open.findIndex((index) => ends.includes(sections[index]?.kind ?? "stage")),
      stamp,
    );
    const section = {
      kind,
      name,
      title,
      depth: open.length,
      parent: open.at(-1) ?? -1,
      from: lines.length,
    };
    open.push(sections.push({ ...section, to: null, errors: 0, ended: null }) - 1);
    return sections.length - 1;
  }

  function note(rank: ErrorRank): void {
    errors.push({ line: lines.length, rank, section: open.at(-1) ?? -1 });
    for (const index of open) {
      const section = sections[index];
      if (section) section.errors += 1;
    }
  }

  function read(raw: string): void {
    const { marks, text, level, stamp } = readMarks(raw);
    const coded = text !== null && (isCoded(text) || look !== PLAIN);
    const from = look;
    let shown = text;
    if (coded) {
      const drawn = spansOf(text, look);
      look = drawn.look;
      shown = drawn.spans.map((span) => span.text).join("");
    }
    let opens = -1;
    for (const mark of marks) {
      if (mark.type === "close") close(mark, stamp);
      else opens = openSection(mark.kind, mark.title, shown || mark.title, stamp);
    }
    const rank = shown === null ? null : errorRank(shown, level === "error");
    if (rank) note(rank);
    lines.push({
      text: shown === "" ? (sections[opens]?.title ?? "") : shown,
      coded: coded ? text : null,
      look: from,
      level: rank ? "error" : level,
      stamp,
      opens: shown === null ? -1 : opens,
    });
  }

  function take(raw: string): void {
    if (lines.length < LINES_MOST) read(raw);
    else omitted += 1;
  }

  return {
    lines,
    sections,
    errors,
    get omitted() {
      return omitted;
    },
    feed(text) {
      const all = rest + text;
      let at = 0;
      for (let end = all.indexOf("\n"); end !== -1; end = all.indexOf("\n", at)) {
        take(all.slice(at, end));
        at = end + 1;
      }
      rest = all.slice(at);
    },
    end() {
      if (rest !== "") take(rest);
      rest = "";
    },
  };
}
