import { type CSSProperties, type MouseEvent, memo, type Ref } from "react";
import { clock, duration, instant, MISSING } from "../../../domain/format";
import type { LogLine, Section } from "../../../domain/log/document";
import styles from "./log.module.css";
import { LogHeading } from "./log-heading";
import { LogText } from "./log-text";

/** Which times stand before the lines. */
export type Times = "none" | "clock" | "since";

interface LogRowProps {
  ref?: Ref<HTMLLIElement>;
  line: LogLine;
  index: number;
  /** Its place among the lines that are shown. */
  place: number;
  top: number;
  times: Times;
  /** When the log began, in milliseconds since the epoch. */
  began: number | null;
  finder: RegExp | null;
  isChosen: boolean;
  isCurrent: boolean;
  /** The section it opens, and whether that is open. */
  section: Section | null;
  isOpen: boolean;
  onToggle: (section: number) => void;
  onNumber: (line: number, extend: boolean) => void;
}

function Stamp({ line, times, began }: Pick<LogRowProps, "line" | "times" | "began">) {
  if (times === "none") return null;
  const at = instant(line.stamp);
  const since = at === null || began === null ? MISSING : duration((at - began) / 1000);
  return (
    <time className={styles.stamp} dateTime={line.stamp ?? undefined}>
      {at === null ? "" : times === "clock" ? clock(at) : since}
    </time>
  );
}

/** One line: its number, which is its address, and its text; or the heading of a section. */
export const LogRow = memo(function LogRow({ ref, ...row }: LogRowProps) {
  const { line, index, place, top, times, finder, onNumber } = row;
  const number = index + 1;
  const onClick = (event: MouseEvent) => {
    event.preventDefault();
    onNumber(number, event.shiftKey);
  };
  const position = { "--y": `${top}px` } as CSSProperties;
  return (
    <li
      ref={ref}
      className={styles.row}
      style={position}
      value={number}
      aria-posinset={place + 1}
      aria-setsize={-1}
      data-index={place}
      data-line={number}
      data-level={line.level}
      data-chosen={row.isChosen}
      data-current={row.isCurrent}
    >
      <a
        className={styles.number}
        href={`#L${number}`}
        tabIndex={-1}
        aria-label={`Line ${number}`}
        onClick={onClick}
      >
        {number}
      </a>
      <Stamp line={line} times={times} began={row.began} />
      {row.section ? (
        <LogHeading
          section={row.section}
          line={line}
          isOpen={row.isOpen}
          finder={finder}
          onToggle={row.onToggle}
        />
      ) : (
        <code className={styles.text} dir="auto">
          <LogText line={line} finder={finder} />
        </code>
      )}
    </li>
  );
});
