import { useSyncExternalStore } from "react";

/** A word about what was done, and how that is undone where it can be; no words where nothing is to be said. */
export interface Told {
  readonly words: string;
  readonly undo: (() => void) | null;
}

const listeners = new Set<() => void>();
let told: Told = { words: "", undo: null };

/** Says for a moment what was done; the last word counts. */
export function say(words: string, undo: (() => void) | null = null): void {
  told = { words, undo };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTold(): Told {
  return useSyncExternalStore(subscribe, () => told);
}
