import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { asProblem } from "../../api/problem";
import { collectNow, isUnderWay, sourcesQuery } from "../../api/sources";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import styles from "./sources.module.css";

/** Asks the providers for what no webhook told, and shows when that is done. Pressed again meanwhile it joins. */
export function RefreshButton({ labelled = false }: { labelled?: boolean }) {
  const queries = useQueryClient();
  const { data } = useQuery(sourcesQuery);
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: collectNow,
    onSettled: () => queries.invalidateQueries({ queryKey: ["sources"] }),
  });
  const busy = isPending || (data !== undefined && isUnderWay(data.polls));
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !busy) void queries.invalidateQueries();
    wasBusy.current = busy;
  }, [busy, queries]);
  if (!data || data.polls.length === 0) return null;
  const told = error ? `Refreshing failed: ${asProblem(error).message}` : null;
  const word = busy ? "Refreshing…" : (told ?? (isSuccess ? "Refreshed" : ""));
  return (
    <>
      <Button
        icon={!labelled}
        look={labelled ? "plain" : "quiet"}
        aria-label={labelled ? undefined : "Refresh from the providers"}
        title={told ?? undefined}
        data-refresh={busy ? "busy" : "idle"}
        onClick={() => mutate()}
      >
        <RefreshCw size={16} aria-hidden className={busy ? styles.turning : undefined} />
        {labelled && (busy ? "Refreshing…" : "Refresh now")}
      </Button>
      <span role="status" className={layout.hidden}>
        {word}
      </span>
    </>
  );
}
