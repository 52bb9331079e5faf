import { ChevronRight } from "lucide-react";
import { counted, duration, instant } from "../../../domain/format";
import type { LogLine, Section } from "../../../domain/log/document";
import styles from "./heading.module.css";
import { LogText } from "./log-text";

/** Sections that took less than this, in milliseconds, do not say how long. */
const WORTH_TELLING_MS = 1_000;

interface LogHeadingProps {
  section: Section;
  line: LogLine;
  isOpen: boolean;
  finder: RegExp | null;
  onToggle: (section: number) => void;
}

function took(section: Section, line: LogLine): string | null {
  const from = instant(line.stamp);
  const to = instant(section.ended);
  if (from === null || to === null || to - from < WORTH_TELLING_MS) return null;
  return duration((to - from) / 1000);
}

/** The line that opens a section: it folds it, and tells how long it took and how often it went wrong. */
export function LogHeading({ section, line, isOpen, finder, onToggle }: LogHeadingProps) {
  const time = took(section, line);
  return (
    <button
      type="button"
      className={styles.section}
      aria-expanded={isOpen}
      data-depth={Math.min(section.depth, 3)}
      onClick={() => onToggle(line.opens)}
    >
      <ChevronRight size={14} aria-hidden />
      <span className={styles.title}>
        <LogText line={line} finder={finder} />
      </span>
      {section.errors > 0 && (
        <span className={styles.errors}>{counted(section.errors, "error")}</span>
      )}
      {time && <span className={styles.took}>{time}</span>}
    </button>
  );
}
