import * as v from "valibot";
import { serverNow } from "../../api/clock";
import { readWindow, type TimeWindow } from "../../domain/time-window";
import { SORTS, type Sort } from "./order";

/** A week tells more of a pipeline than a day. */
export const DEFAULT_PIPELINE_WINDOW: TimeWindow = "7d";

const TEXT_MOST = 200;

export interface PipelinesSearch {
  q?: string;
  sort?: string;
  window?: string;
}

export interface PipelinesView {
  readonly q: string;
  readonly sort: Sort;
  readonly window: TimeWindow;
}

const schema = v.object({
  q: v.pipe(
    v.optional(v.fallback(v.string(), ""), ""),
    v.transform((value) => value.trim().slice(0, TEXT_MOST)),
  ),
  sort: v.fallback(v.optional(v.picklist(SORTS), "worst"), "worst"),
  window: v.pipe(
    v.optional(v.fallback(v.string(), ""), ""),
    v.transform((value): TimeWindow => readWindow(value, serverNow()) ?? DEFAULT_PIPELINE_WINDOW),
  ),
});

/** Any address as a view of the list; what is unknown is dropped. */
export function readPipelinesView(search: object): PipelinesView {
  return v.parse(schema, search);
}

/** A view as an address, defaults left out. */
export function pipelinesSearchOf({ q, sort, window }: PipelinesView): PipelinesSearch {
  return {
    ...(q && { q }),
    ...(sort !== "worst" && { sort }),
    ...(window !== DEFAULT_PIPELINE_WINDOW && { window }),
  };
}

export function validatePipelinesSearch(search: Record<string, unknown>): PipelinesSearch {
  return pipelinesSearchOf(readPipelinesView(search));
}
