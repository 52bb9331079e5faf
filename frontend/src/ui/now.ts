import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
let source: () => number = Date.now;
let frozen = false;

/** The clock's present moment, in milliseconds since the epoch. */
export function present(): number {
  return source();
}

function tick(): void {
  if (frozen) return;
  now = source();
  for (const listener of listeners) listener();
}

/** Names the clock that every age and running timer reads. */
export function setClock(given: () => number): void {
  source = given;
  now = given();
}

/** Stops and restarts every age and running timer, as while the page is offline. */
export function freezeClock(freeze: boolean): void {
  frozen = freeze;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** A text made from the present moment; draws again only in the second in which it changes. */
export function useNowText(make: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => make(now));
}
