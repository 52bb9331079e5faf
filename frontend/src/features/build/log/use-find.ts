import { useEffect, useMemo, useRef, useState } from "react";
import { find, finderOf } from "../../../domain/log/find";
import { placeOf } from "../../../domain/log/reading";
import type { LogReading } from "./log-reader";

export interface Finding {
  readonly text: string;
  readonly finder: RegExp | null;
  /** The lines that match, in order, as far as was looked. */
  readonly found: readonly number[];
  /** Which of them is looked at; -1 for none. */
  readonly at: number;
  readonly isLooking: boolean;
  readonly setText: (text: string) => void;
  /** Shows the next match, or the one before; round at either end. While it is still looked for, as soon as it is found. */
  readonly step: (by: 1 | -1) => void;
}

interface Found {
  readonly finder: RegExp | null;
  readonly lines: readonly number[];
  readonly isLooking: boolean;
}

const NONE: Found = { finder: null, lines: [], isLooking: false };

/** Finds a text in all of a log, folded or not, a slice at a time; what is appended is looked through as it comes. */
export function useFind(
  { log, length }: LogReading,
  near: () => number,
  show: (line: number) => void,
): Finding {
  const [text, setText] = useState("");
  const [current, setCurrent] = useState<number | null>(null);
  const [result, setResult] = useState<Found>(NONE);
  const finder = useMemo(() => finderOf(text), [text]);
  const awaited = useRef<1 | -1 | null>(null);
  const seen = useRef({ log, finder, upTo: 0, lines: [] as number[] });

  useEffect(() => {
    if (finder === null) return setResult(NONE);
    if (seen.current.finder !== finder || seen.current.log !== log) {
      seen.current = { log, finder, upTo: 0, lines: [] };
    }
    const { lines, upTo } = seen.current;
    if (upTo >= length) return;
    const search = find(log.lines, finder, lines, upTo);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const { value, done } = search.next();
      seen.current.upTo = value;
      setResult({ finder, lines: [...lines], isLooking: !done });
      if (!done) timer = setTimeout(look);
    };
    look();
    return () => clearTimeout(timer);
  }, [log, length, finder]);

  const { lines: found, isLooking } =
    result.finder === finder ? result : { lines: NONE.lines, isLooking: finder !== null };
  const at = current === null ? -1 : found.indexOf(current);

  function step(by: 1 | -1): void {
    awaited.current = isLooking ? by : null;
    if (isLooking || found.length === 0) return;
    const from = current ?? near();
    const place = placeOf(found, from);
    const isOn = current !== null && found[place] === from;
    const to = by === 1 ? (isOn ? place + 1 : place) : place - 1;
    const line = found[(to + found.length) % found.length] ?? from;
    setCurrent(line);
    show(line);
  }

  useEffect(() => {
    if (!isLooking && awaited.current !== null) step(awaited.current);
  });

  return {
    text,
    finder,
    found,
    at,
    isLooking,
    setText(next) {
      awaited.current = null;
      setCurrent(null);
      setText(next);
    },
    step,
  };
}
