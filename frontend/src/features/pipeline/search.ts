import * as v from "valibot";
import { serverNow } from "../../api/clock";
import { readWindow, type TimeWindow } from "../../domain/time-window";

export const DEFAULT_PIPELINE_WINDOW: TimeWindow = "7d";

const TEXT_MOST = 200;

export interface PipelineSearch {
  branch?: string;
  scale?: string;
  window?: string;
}

export interface PipelineView {
  /** The branch that everything is narrowed to; empty for all. */
  readonly branch: string;
  /** Whether the durations' axis is logarithmic. */
  readonly log: boolean;
  readonly window: TimeWindow;
}

const text = v.optional(v.fallback(v.string(), ""), "");

const schema = v.object({
  branch: v.pipe(
    text,
    v.transform((value) => value.trim().slice(0, TEXT_MOST)),
  ),
  scale: text,
  window: v.pipe(
    text,
    v.transform((value): TimeWindow => readWindow(value, serverNow()) ?? DEFAULT_PIPELINE_WINDOW),
  ),
});

/** Any address as a view of a pipeline; what is unknown is dropped. */
export function readPipelineView(search: object): PipelineView {
  const { branch, scale, window } = v.parse(schema, search);
  return { branch, log: scale === "log", window };
}

/** A view as an address, defaults left out. */
export function pipelineSearchOf({ branch, log, window }: PipelineView): PipelineSearch {
  return {
    ...(branch && { branch }),
    ...(log && { scale: "log" }),
    ...(window !== DEFAULT_PIPELINE_WINDOW && { window }),
  };
}

export function validatePipelineSearch(search: Record<string, unknown>): PipelineSearch {
  return pipelineSearchOf(readPipelineView(search));
}
