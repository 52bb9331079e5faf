import { useNavigate, useSearch } from "@tanstack/react-router";
import { PipelinesPage } from "../../features/pipelines/pipelines-page";
import { pipelinesSearchOf, readPipelinesView } from "../../features/pipelines/search";

export function PipelinesRoute() {
  const search = useSearch({ from: "/pipelines" });
  const navigate = useNavigate({ from: "/pipelines" });
  return (
    <PipelinesPage
      view={readPipelinesView(search)}
      onView={(edit, typing = false) =>
        void navigate({
          search: (asked) => pipelinesSearchOf(edit(readPipelinesView(asked))),
          replace: typing,
          resetScroll: false,
        })
      }
    />
  );
}
