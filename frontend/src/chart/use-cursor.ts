import { type KeyboardEvent, useState } from "react";

interface CursorOptions<T> {
  /** What the cursor can stand on, in its order; before it was moved it stands on the last. */
  items: readonly T[];
  /** What tells an item apart: the cursor stays on it when others come before it. */
  keyOf: (item: T) => number | string;
  /** How far each arrow moves it. */
  steps?: { readonly across: number; readonly down: number };
  words: (item: T) => string;
  onOpen: (item: T) => void;
}

export interface Cursor<T = unknown> {
  readonly count: number;
  /** What it stands on, and the place of that; null where there is nothing. */
  readonly item: T | null;
  readonly index: number | null;
  /** That in words. */
  readonly text: string;
  /** Whether it was moved yet. */
  readonly moved: boolean;
  readonly setAt: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * A cursor over the points of a chart. The chart is a slider to the keyboard: arrows move it, its
 * value is told in words, Enter opens what it stands on.
 */
export function useCursor<T>(options: CursorOptions<T>): Cursor<T> {
  const { items, keyOf, steps = { across: 1, down: 1 }, words, onOpen } = options;
  const [key, setKey] = useState<number | string | null>(null);
  const { across, down } = steps;
  const count = items.length;
  const found = key === null ? -1 : items.findIndex((item) => keyOf(item) === key);
  const at = found === -1 ? count - 1 : found;
  const item = items[at] ?? null;

  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -across,
    ArrowRight: across,
    ArrowUp: -down,
    ArrowDown: down,
    PageUp: -across * 10,
    PageDown: across * 10,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };

  function setAt(index: number): void {
    const next = items[Math.max(0, Math.min(count - 1, index))];
    if (next !== undefined) setKey(keyOf(next));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (item === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = moves[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(at + by);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onOpen(item);
    }
  }

  return {
    count,
    item,
    index: item === null ? null : at,
    text: item === null ? "nothing to show" : words(item),
    moved: found !== -1,
    setAt,
    onKeyDown,
  };
}
