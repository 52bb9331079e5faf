import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useCallback, useEffect, useRef } from "react";
import { instant } from "../../../domain/format";
import type { LineRange } from "../../../domain/log/line-range";
import { placeOf } from "../../../domain/log/reading";
import { onScreen, useRowGeometry } from "../../../ui/use-row-geometry";
import styles from "./log.module.css";
import type { LogReading } from "./log-reader";
import { LogRow, type Times } from "./log-row";
import type { Folds } from "./use-folds";

/** Heights of a line and of a section's heading, in pixels; they match the style sheet. */
const LINE_PX = 20;
const HEADING_PX = 28;

/** How wide one character is and how much of the width is no text, in pixels; only the first guess at a height rests on it. */
const CHARACTER_PX = 7.23;
const GUTTER_PX = 90;

/** A log that has times has one in its first lines. */
const STAMPED_SOON = 50;

/** Rows drawn beyond each edge of the screen. */
const OVERSCAN = 6;

/** How many characters of a wrapped line stand beside one another, about. */
function columnsOf(rows: HTMLElement | null): number {
  return Math.max(20, Math.floor(((rows?.clientWidth ?? 900) - GUTTER_PX) / CHARACTER_PX));
}

const rowsOf = (list: HTMLElement | null) => list?.querySelectorAll("li") ?? [];

/** Takes the focus along to a line when what had it was scrolled out of sight. */
function bringFocus(rows: HTMLElement | null, line: number): void {
  const box = document.activeElement?.getBoundingClientRect();
  if (!box || (box.bottom > 0 && box.top < innerHeight)) return;
  rows?.querySelector<HTMLElement>(`[data-line="${line}"] a`)?.focus({ preventScroll: true });
}

/** Does something once rows that were asked for are drawn. */
function onceDrawn(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

interface LogRowsProps {
  reading: LogReading;
  folds: Folds;
  finder: RegExp | null;
  /** The line of the match that is looked at. */
  current: number | null;
  range: LineRange | null;
  wrap: boolean;
  times: Times;
  /** A line to bring into sight, and what tells that it is. */
  target: number | null;
  onShown: () => void;
  onNumber: (line: number, extend: boolean) => void;
}

/** The lines on screen, of any number. The page is the only thing that scrolls down. */
export function LogRows(props: LogRowsProps) {
  const { reading, folds, wrap, times, range, target, onShown } = props;
  const { lines, sections } = reading.log;
  const { shown, isOpen } = folds;
  const body = useRef<HTMLOListElement>(null);
  const { top } = useRowGeometry(body);
  const columns = wrap ? columnsOf(body.current) : Number.POSITIVE_INFINITY;
  const virtualizer = useWindowVirtualizer({
    count: shown.length,
    getItemKey: useCallback((place: number) => shown[place] ?? place, [shown]),
    estimateSize(place) {
      const line = lines[shown[place] ?? 0];
      if (!line || line.opens !== -1) return HEADING_PX;
      return LINE_PX * Math.max(1, Math.ceil((line.text?.length ?? 0) / columns));
    },
    overscan: OVERSCAN,
    scrollMargin: top,
    ...onScreen,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that wrap otherwise have other heights
  useEffect(() => {
    virtualizer.measure();
    // What is drawn is held against the new guesses, which are made only when asked for.
    virtualizer.getTotalSize();
    if (wrap) for (const row of rowsOf(body.current)) virtualizer.measureElement(row);
  }, [virtualizer, wrap, times, columns]);

  useEffect(() => {
    if (target === null) return;
    const place = placeOf(shown, target);
    if (shown[place] !== target) return;
    virtualizer.scrollToIndex(place, { align: "center" });
    onceDrawn(() => bringFocus(body.current, target + 1));
    onShown();
  }, [virtualizer, shown, target, onShown]);

  const began = instant(lines.slice(0, STAMPED_SOON).find((line) => line.stamp !== null)?.stamp);
  const digits = String(reading.length).length;
  return (
    <ol
      ref={body}
      className={styles.rows}
      data-wrap={wrap}
      tabIndex={wrap ? undefined : 0}
      aria-label="Lines"
      style={
        {
          blockSize: virtualizer.getTotalSize(),
          "--digits": `${Math.max(3, digits)}ch`,
        } as CSSProperties
      }
    >
      {virtualizer.getVirtualItems().map((item) => {
        const index = shown[item.index] ?? 0;
        const line = lines[index];
        if (!line) return null;
        return (
          <LogRow
            key={index}
            {...(wrap && { ref: virtualizer.measureElement })}
            line={line}
            index={index}
            place={item.index}
            top={item.start - top}
            times={times}
            began={began}
            finder={props.finder}
            isChosen={range !== null && index + 1 >= range.from && index + 1 <= range.to}
            isCurrent={props.current === index}
            section={sections[line.opens] ?? null}
            isOpen={line.opens !== -1 && isOpen(line.opens)}
            onToggle={folds.toggle}
            onNumber={props.onNumber}
          />
        );
      })}
    </ol>
  );
}
