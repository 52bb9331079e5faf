import { useQuery } from "@tanstack/react-query";
import { pipelinesQuery } from "../../api/queries";
import { pipelineTitle } from "../../domain/names";

/** The name of a pipeline by its id, or its number until the name is known. */
export function usePipelineName(id: number | null): string {
  const { data } = useQuery({ ...pipelinesQuery, enabled: id !== null });
  const pipeline = data?.items.find((one) => one.id === id);
  return pipeline ? pipelineTitle(pipeline.repository, pipeline.name) : `#${id}`;
}
