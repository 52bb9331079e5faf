import { useLocation, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { BuildPage } from "../../features/build/build-page";
import { idOf } from "../ids";
import { NotFound } from "../shell/not-found";
import { useLogView } from "../use-log-view";

/** Another part of the same page, without a step in the browser's history. */
const STAYING = { replace: true, resetScroll: false, hashScrollIntoView: false } as const;

export function BuildRoute() {
  const { buildId } = useParams({ from: "/b/$buildId" });
  const { job, lines } = useSearch({ from: "/b/$buildId" });
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate({ from: "/b/$buildId" });
  const [view, onView] = useLogView();
  const onHash = useCallback(
    (next: string) => void navigate({ ...STAYING, search: (before) => before, hash: next }),
    [navigate],
  );
  const onErrorsOnly = useCallback(
    (only: boolean) =>
      void navigate({
        ...STAYING,
        search: ({ lines: _, ...before }) => (only ? { ...before, lines: "errors" } : before),
        hash: (before) => before ?? "",
      }),
    [navigate],
  );
  const id = idOf(buildId);
  if (id === null) return <NotFound />;
  const place = {
    job: job ? Number(job) : null,
    hash,
    onHash,
    errorsOnly: lines === "errors",
    onErrorsOnly,
    view,
    onView,
  };
  return <BuildPage key={id} id={id} place={place} />;
}
