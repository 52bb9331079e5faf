import { useCallback, useSyncExternalStore } from "react";
import { type Indicator, indicator } from "../../live/indicator";
import { useLive } from "../../live/use-live";

const TICK_MS = 1_000;

/** The connection's present state in words; it counts down by itself. */
export function useReading(): { kind: Indicator; word: string; detail: string } {
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
  const text = useSyncExternalStore(subscribe, () =>
    JSON.stringify(indicator(live.state(), Date.now())),
  );
  return JSON.parse(text);
}
