import { createContext, useContext, useSyncExternalStore } from "react";
import type { Build } from "../api/types";
import type { Live } from "./shell";
import type { LiveState } from "./state";

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("the live feed is missing above this component");
  return live;
}

/** One value read from the feed's state; draws again only when that value changes. */
export function useLiveState<T extends string | number | boolean | null>(
  read: (state: LiveState) => T,
): T {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, () => read(live.state()));
}

/** Every build heard of live, in its newest form. */
export function useLiveRows(): ReadonlyMap<number, Build> {
  const { rows } = useLive();
  return useSyncExternalStore(rows.subscribe, rows.all);
}
