import { useCallback, useSyncExternalStore } from "react";
import { shortClock } from "../../domain/format";
import { asOf } from "../../live/indicator";
import { useLive } from "../../live/use-live";

/** Without an answer for this long the wall says that it may be wrong. The feed is pinged each minute. */
export const STALE_AFTER_MS = 90_000;

const TICK_MS = 1_000;

export interface Freshness {
  readonly stale: boolean;
  /** Hours and minutes of the last answer; empty before the first. */
  readonly since: string;
  readonly paused: boolean;
}

/** Whether what the wall shows is known to be so; looked at each second, also when nothing comes. */
export function useFreshness(): Freshness {
  const live = useLive();
  const subscribe = useCallback(
    (listener: () => void) => {
      const unsubscribe = live.subscribe(listener);
      const timer = setInterval(listener, TICK_MS);
      return () => {
        unsubscribe();
        clearInterval(timer);
      };
    },
    [live],
  );
  const text = useSyncExternalStore(subscribe, () => {
    const state = live.state();
    const heard = asOf(state);
    const stale = heard === null || Date.now() - heard > STALE_AFTER_MS || !state.online;
    const since = heard === null ? "" : shortClock(heard);
    return JSON.stringify({ stale, since, paused: state.paused } satisfies Freshness);
  });
  return JSON.parse(text);
}
