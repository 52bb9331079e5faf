import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { rankedPipelinesQuery } from "../../api/metrics";
import type { RankedPipeline } from "../../api/types";

const NO_PROVIDERS: readonly [] = [];

/** What builds of each pipeline have been like in the last 7 days, by the pipeline's id. */
export function useUsual(): ReadonlyMap<number, RankedPipeline> {
  const { data } = useQuery(rankedPipelinesQuery({ window: "7d", provider: NO_PROVIDERS }));
  return useMemo(() => new Map(data?.items.map((one) => [one.pipeline.id, one])), [data]);
}
