import { useEffect, useState } from "react";
import { type Indicator, indicator } from "../../live/indicator";
import { useLive } from "../../live/use-live";

const TICK_MS = 1_000;

/**
 * The connection's present state in words; it counts down by itself. Kept as a state, for a store outside React that
 * changes while the page is first drawn has all of it drawn again in one go.
 */
export function useReading(): { kind: Indicator; word: string; detail: string } {
  const live = useLive();
  const read = () => JSON.stringify(indicator(live.state(), Date.now()));
  const [text, setText] = useState(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads nothing but the feed
  useEffect(() => {
    const look = () => setText(read());
    look();
    const unsubscribe = live.subscribe(look);
    const timer = setInterval(look, TICK_MS);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [live]);
  return JSON.parse(text);
}
