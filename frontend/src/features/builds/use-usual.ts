import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { usualQuery } from "../../api/metrics";
import type { RankedPipeline } from "../../api/types";

/** What builds of each pipeline have been like in the last 7 days, by the pipeline's id. */
export function useUsual(): ReadonlyMap<number, RankedPipeline> {
  // Every row shows some of it, so the rows are drawn anew in pieces.
  const data = useDeferredValue(useQuery(usualQuery).data);
  return useMemo(() => new Map(data?.items.map((one) => [one.pipeline.id, one])), [data]);
}
