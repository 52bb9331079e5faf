import { pipelineNames } from "../domain/names";

/** A pipeline's repository, and in a span of its own what tells it apart there. */
export function PipelineName({ repository, name }: { repository: string; name: string }) {
  const { lead, rest } = pipelineNames(repository, name);
  return (
    <>
      {lead}
      {rest && <span> {rest}</span>}
    </>
  );
}
