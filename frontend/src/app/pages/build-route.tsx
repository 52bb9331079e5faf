import { useLocation, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { BuildPage } from "../../features/build/build-page";
import { NotFound } from "../shell/not-found";
import { useLogView } from "../use-log-view";

export function BuildRoute() {
  const { buildId } = useParams({ from: "/b/$buildId" });
  const { job } = useSearch({ from: "/b/$buildId" });
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate({ from: "/b/$buildId" });
  const [view, onView] = useLogView();
  const onHash = useCallback(
    (next: string) =>
      void navigate({
        search: (before) => before,
        hash: next,
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  const id = Number(buildId);
  if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
  const place = { job: job ? Number(job) : null, hash, onHash, view, onView };
  return <BuildPage key={id} id={id} place={place} />;
}
