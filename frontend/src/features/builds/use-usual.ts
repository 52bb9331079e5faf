import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { usualQuery } from "../../api/metrics";
import type { RankedPipeline } from "../../api/types";

/** What builds of each pipeline have been like in the last 7 days, by the pipeline's id. */
export function useUsual(): ReadonlyMap<number, RankedPipeline> {
  const { data } = useQuery(usualQuery);
  return useMemo(() => new Map(data?.items.map((one) => [one.pipeline.id, one])), [data]);
}
