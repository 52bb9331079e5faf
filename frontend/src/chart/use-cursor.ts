import { type KeyboardEvent, useState } from "react";

interface CursorOptions {
  /** How many things the cursor can stand on. */
  count: number;
  /** Where it stands before it was moved. */
  start: number;
  /** How far each arrow moves it. */
  steps?: { readonly across: number; readonly down: number };
  words: (index: number) => string;
  onOpen: (index: number) => void;
}

export interface Cursor {
  readonly count: number;
  /** What it stands on; null where there is nothing. */
  readonly index: number | null;
  /** That in words. */
  readonly text: string;
  /** Whether it was moved yet. */
  readonly moved: boolean;
  readonly setAt: (index: number | null) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * A cursor over the points of a chart. The chart is a slider to the keyboard: arrows move it, its
 * value is told in words, Enter opens what it stands on.
 */
export function useCursor({ count, start, steps, words, onOpen }: CursorOptions): Cursor {
  const [at, setAt] = useState<number | null>(null);
  const { across, down } = steps ?? { across: 1, down: 1 };
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));
  const index = count === 0 ? null : clamp(at ?? start);

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

  function onKeyDown(event: KeyboardEvent): void {
    if (index === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = moves[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(clamp(index + by));
    } else if (event.key === "Enter") {
      event.preventDefault();
      onOpen(index);
    }
  }

  const text = index === null ? "nothing to show" : words(index);
  return { count, index, text, moved: at !== null, setAt, onKeyDown };
}
