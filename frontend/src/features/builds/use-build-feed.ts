import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { serverNow } from "../../api/clock";
import { buildsQuery } from "../../api/queries";
import type { BuildFilters } from "../../domain/filters";
import { isoBounds } from "../../domain/time-window";
import { useLiveRows } from "../../live/use-live";
import { mergeFeed } from "./merge-feed";

/** New rows enter at most this often, in milliseconds. */
const ENTER_EVERY_MS = 1_000;

interface Admitted {
  readonly filters: BuildFilters;
  readonly ids: ReadonlySet<number>;
}

/** The table's rows; new ones enter by themselves while `quiet`, else when `showNew` is called. */
export function useBuildFeed(filters: BuildFilters, quiet: boolean) {
  const query = useInfiniteQuery(buildsQuery(filters));
  const rows = useLiveRows();
  const [admitted, setAdmitted] = useState<Admitted>({ filters, ids: new Set() });
  const enteredAt = useRef(0);
  const ids = admitted.filters === filters ? admitted.ids : NOBODY;
  const { data, hasNextPage } = query;

  const feed = useMemo(
    () =>
      mergeFeed({
        loaded: data?.pages.flatMap((page) => page.items) ?? [],
        rows,
        filters,
        admitted: ids,
        complete: !hasNextPage,
        bounds: isoBounds(filters.window, serverNow()),
      }),
    [data, rows, filters, ids, hasNextPage],
  );

  const { waiting } = feed;
  const showNew = useCallback(() => {
    enteredAt.current = Date.now();
    setAdmitted((known) => ({
      filters,
      ids: new Set([
        ...(known.filters === filters ? known.ids : []),
        ...waiting.map((build) => build.id),
      ]),
    }));
  }, [filters, waiting]);

  const due = quiet && data !== undefined && waiting.length > 0;
  useEffect(() => {
    if (!due) return;
    const wait = Math.max(0, enteredAt.current + ENTER_EVERY_MS - Date.now());
    const timer = setTimeout(showNew, wait);
    return () => clearTimeout(timer);
  }, [due, showNew]);

  return { query, shown: feed.shown, waiting: waiting.length, showNew };
}

const NOBODY: ReadonlySet<number> = new Set();
