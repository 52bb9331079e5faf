import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { serverNow } from "../api/clock";
import { PACE_WINDOW, paceQuery } from "../api/metrics";
import { instant } from "../domain/format";
import { windowLength } from "../domain/time-window";
import { useLive, useLiveState } from "../live/use-live";
import { usePainted } from "../ui/use-painted";

/** With fewer builds in the window no pace can be told. */
const ENOUGH_BUILDS = 20;

/** Tells the feed, once there is one, how often builds usually come, so that an unusual silence shows. */
export function useExpectedGap(): void {
  const live = useLive();
  const connected = useLiveState((state) => state.openSince !== null);
  const painted = usePainted();
  const { data } = useQuery({ ...paceQuery, enabled: connected && painted });

  useEffect(() => {
    if (!data) return;
    const builds = data.builds_total;
    const last = data.last_build;
    live.send({
      type: "expect",
      gap: builds < ENOUGH_BUILDS ? null : windowLength(PACE_WINDOW, serverNow()) / builds,
      lastChangeAt: instant(last?.finished_at ?? last?.started_at ?? last?.created_at),
    });
  }, [live, data]);
}
