import { useNavigate, useSearch } from "@tanstack/react-router";
import { PipelinesPage } from "../../features/pipelines/pipelines-page";
import { pipelinesSearchOf, readPipelinesView } from "../../features/pipelines/search";

export function PipelinesRoute() {
  const search = useSearch({ from: "/pipelines" });
  const navigate = useNavigate({ from: "/pipelines" });
  return (
    <PipelinesPage
      view={readPipelinesView(search)}
      onView={(view, typing = false) =>
        void navigate({ search: pipelinesSearchOf(view), replace: typing, resetScroll: false })
      }
    />
  );
}
