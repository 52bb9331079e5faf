import { PLAIN, spansOf } from "./sgr";

/** What a line does to the sections about it. */
export type Mark =
  | { readonly type: "open"; readonly kind: SectionKind; readonly title: string }
  | { readonly type: "close"; readonly kind: SectionKind; readonly name: string };

/** A job of several, a step of a job, or a group of lines. They may hold one another in this order. */
export type SectionKind = "job" | "step" | "group" | "named" | "stage";

export type Level = "plain" | "error" | "warning" | "quiet";

/** What a raw line says beside its text. */
export interface Marked {
  readonly marks: readonly Mark[];
  /** What is left to show; null where the line is a mark and nothing else. */
  readonly text: string | null;
  readonly level: Level;
  /** When it was written, as the log has it. */
  readonly stamp: string | null;
}

const STAMP = /^\[?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\]? ?(?:\d\d[OE][ +]?)?/;
const COMMAND = /^(?:##\[(\w+)\]|::(\w+)(?: [^:]*)?::)/;
const GITLAB = /section_(start|end):\d+:([\w.-]+)(?:\[[^\]]*\])?\r/g;
const JENKINS = /^\[Pipeline\] (?:(\{)(?: \((?:Branch: )?(.*)\))?|(\}))?/;
const JOB = /^==> (.+)$/;

const LEVELS: Readonly<Record<string, Level>> = {
  error: "error",
  warning: "warning",
  debug: "quiet",
  notice: "plain",
  command: "quiet",
};

const shown = (text: string | null, level: Level = "plain") => ({ marks: [], text, level });

const isShown = (text: string) => spansOf(text, PLAIN).spans.length > 0;

/** What stays of a line that was written over: the last that was written. */
function lastWritten(text: string): string {
  const parts = text.split("\r");
  return parts.findLast((part) => part !== "") ?? "";
}

function githubMarks(text: string): Omit<Marked, "stamp"> | null {
  const found = COMMAND.exec(text);
  if (!found) return null;
  const [all, bracketed, doubled] = found;
  const word = bracketed ?? doubled ?? "";
  const rest = text.slice(all.length);
  if (word === "group") {
    const kind = rest.startsWith("Run ") ? "step" : "group";
    return { marks: [{ type: "open", kind, title: rest }], text: rest, level: "plain" };
  }
  if (word === "endgroup") {
    return { ...shown(null), marks: [{ type: "close", kind: "group", name: "" }] };
  }
  const level = LEVELS[word];
  return level === undefined ? null : shown(rest, level);
}

function gitlabMarks(text: string): Omit<Marked, "stamp"> {
  const found = [...text.matchAll(GITLAB)];
  const end = found.at(-1);
  const rest = lastWritten(text.slice((end?.index ?? 0) + (end?.[0].length ?? 0)));
  const opens = end?.[1] === "start";
  const marks = found.map((mark): Mark => {
    const name = mark[2] ?? "";
    return mark[1] === "start"
      ? { type: "open", kind: "named", title: name }
      : { type: "close", kind: "named", name };
  });
  return { marks, text: opens || isShown(rest) ? rest : null, level: "plain" };
}

function jenkinsMarks(text: string): Omit<Marked, "stamp"> {
  const [, opens, stage, closes] = JENKINS.exec(text) ?? [];
  if (closes) return { ...shown(null), marks: [{ type: "close", kind: "stage", name: "" }] };
  if (!opens) return shown(text, "quiet");
  return {
    marks: [{ type: "open", kind: "stage", title: stage ?? "" }],
    text: stage ?? null,
    level: "plain",
  };
}

/** Reads the marks that the three providers put into their logs. */
export function readMarks(raw: string): Marked {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  const stamped = STAMP.exec(line);
  const stamp = stamped?.[1] ?? null;
  const text = stamped ? line.slice(stamped[0].length) : line;
  if (text.includes("section_") && text.search(GITLAB) !== -1)
    return { ...gitlabMarks(text), stamp };
  if (text.startsWith("[Pipeline]")) return { ...jenkinsMarks(text), stamp };
  if (text.startsWith("==> ")) {
    const title = JOB.exec(text)?.[1];
    if (title)
      return { marks: [{ type: "open", kind: "job", title }], text: title, level: "plain", stamp };
  }
  const written = text.includes("\r") ? lastWritten(text) : text;
  if (written === "Post job cleanup.") {
    return {
      marks: [{ type: "open", kind: "step", title: written }],
      text: written,
      level: "plain",
      stamp,
    };
  }
  return { ...(githubMarks(written) ?? shown(written)), stamp };
}
