import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { PipelinePage } from "../../features/pipeline/pipeline-page";
import { pipelineSearchOf, readPipelineView } from "../../features/pipeline/search";
import { idOf } from "../ids";
import { NotFound } from "../shell/not-found";

export function PipelineRoute() {
  const { pipelineId } = useParams({ from: "/pipelines/$pipelineId" });
  const search = useSearch({ from: "/pipelines/$pipelineId" });
  const navigate = useNavigate({ from: "/pipelines/$pipelineId" });
  const id = idOf(pipelineId);
  if (id === null) return <NotFound />;
  return (
    <PipelinePage
      key={id}
      id={id}
      view={readPipelineView(search)}
      onView={(edit) =>
        void navigate({
          search: (asked) => pipelineSearchOf(edit(readPipelineView(asked))),
          resetScroll: false,
        })
      }
    />
  );
}
