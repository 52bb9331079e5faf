import { useCallback, useEffect, useRef, useState } from "react";
import { hashOf, type LineRange, readHash, stretched } from "../../../domain/log/line-range";
import type { LogReading } from "./log-reader";

export interface LineLink {
  /** The lines that the address names. */
  readonly range: LineRange | null;
  /** The line to bring into sight, until it is. */
  readonly target: number | null;
  readonly show: (line: number) => void;
  readonly onShown: () => void;
  /** Names a line by its number, or stretches the range to it, without moving the page. */
  readonly choose: (number: number, extend: boolean) => void;
  /** Names a range and goes there. */
  readonly goTo: (range: LineRange) => void;
}

/** The lines that the address names after its `#`, and where the page is to go. */
export function useLineLink(
  reading: LogReading,
  hash: string,
  onHash: (hash: string) => void,
  reveal: (line: number) => void,
): LineLink {
  const range = readHash(hash);
  const [target, setTarget] = useState<number | null>(null);
  const been = useRef("");
  const first = range === null ? null : range.from - 1;
  const isThere = first !== null && first < reading.length;

  const show = useCallback(
    (line: number) => {
      reveal(line);
      setTarget(line);
    },
    [reveal],
  );

  useEffect(() => {
    if (first === null || !isThere || been.current === hash) return;
    been.current = hash;
    show(first);
  }, [first, isThere, hash, show]);

  const { from = null, to = null } = range ?? {};
  const choose = useCallback(
    (number: number, extend: boolean) => {
      const before = from === null || to === null ? null : { from, to };
      const next = hashOf(extend ? stretched(before, number) : { from: number, to: number });
      been.current = next;
      onHash(next);
    },
    [from, to, onHash],
  );

  return {
    range,
    target,
    show,
    onShown: useCallback(() => setTarget(null), []),
    choose,
    goTo(next) {
      been.current = hashOf(next);
      onHash(hashOf(next));
      show(next.from - 1);
    },
  };
}
