import * as v from "valibot";
import { serverNow } from "../../api/clock";
import { readWindow, type TimeWindow } from "../../domain/time-window";

export const DEFAULT_INSIGHTS_WINDOW: TimeWindow = "30d";

export interface InsightsSearch {
  window?: string;
}

const schema = v.object({ window: v.optional(v.fallback(v.string(), ""), "") });

export function readInsightsWindow(search: object): TimeWindow {
  return readWindow(v.parse(schema, search).window, serverNow()) ?? DEFAULT_INSIGHTS_WINDOW;
}

export function insightsSearchOf(window: TimeWindow): InsightsSearch {
  return window === DEFAULT_INSIGHTS_WINDOW ? {} : { window };
}

export function validateInsightsSearch(search: Record<string, unknown>): InsightsSearch {
  return insightsSearchOf(readInsightsWindow(search));
}
