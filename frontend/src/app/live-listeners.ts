import type { QueryClient } from "@tanstack/react-query";
import type { Listeners } from "../live/shell";
import { throttle } from "./throttle";

/** The cards are asked again at most this often while builds change, in milliseconds. */
const CARDS_EVERY_MS = 1_000;

/** The same for the list of pipelines and for deliveries. */
const LISTS_EVERY_MS = 2_000;

/** The same for charts and rankings, which one build hardly moves. */
const CHARTS_EVERY_MS = 10_000;

/** What the page asks again when the feed tells of changes. Rows of builds come with the feed itself. */
export function liveListeners(queries: QueryClient): Listeners {
  const refresh = (name: string) => () => void queries.invalidateQueries({ queryKey: [name] });
  const refreshCards = throttle(refresh("overview"), CARDS_EVERY_MS);
  const refreshPipelines = throttle(refresh("pipelines"), LISTS_EVERY_MS);
  const refreshMetrics = throttle(refresh("metrics"), CHARTS_EVERY_MS);
  const refreshBreakages = throttle(refresh("breakages"), LISTS_EVERY_MS);
  const refreshDeliveries = throttle(refresh("deliveries"), LISTS_EVERY_MS);
  const refreshArrivals = throttle(refresh("arrivals"), LISTS_EVERY_MS);

  return {
    changed(changes) {
      refreshCards();
      refreshPipelines();
      refreshMetrics();
      refreshBreakages();
      refreshDeliveries();
      refreshArrivals();
      for (const { build } of changes) {
        void queries.invalidateQueries({ queryKey: ["build", build.id], exact: true });
      }
    },
    refetch() {
      void queries.invalidateQueries();
    },
  };
}
