import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { serverNow } from "../api/clock";
import { overviewQuery } from "../api/metrics";
import type { BuildFilters } from "../domain/filters";
import { instant } from "../domain/format";
import { windowLength } from "../domain/time-window";
import { useLive } from "../live/use-live";

/** With fewer builds in the window no pace can be told. */
const ENOUGH_BUILDS = 20;

/** Tells the feed how often builds usually come, so that an unusual silence shows. */
export function useExpectedGap({ window, provider, branch }: BuildFilters): void {
  const live = useLive();
  const { data } = useQuery(overviewQuery({ window, provider, branch }));

  useEffect(() => {
    if (!data) return;
    const builds = Object.values(data.builds).reduce((sum, number) => sum + number, 0);
    const last = data.last_build;
    live.send({
      type: "expect",
      gap: builds < ENOUGH_BUILDS ? null : windowLength(window, serverNow()) / builds,
      lastChangeAt: instant(last?.finished_at ?? last?.started_at ?? last?.created_at),
    });
  }, [live, data, window]);
}
