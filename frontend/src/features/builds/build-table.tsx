import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect } from "react";
import { asProblem } from "../../api/problem";
import type { BuildFilters } from "../../domain/filters";
import { clock, counted } from "../../domain/format";
import { PanelProblem } from "../../ui/panel-problem";
import { onScreen, useRowGeometry } from "../../ui/use-row-geometry";
import { BuildRow } from "./build-row";
import { SkeletonRows } from "./skeleton-rows";
import styles from "./table.module.css";
import { useBuildFeed } from "./use-build-feed";
import { useQuiet } from "./use-quiet";
import { useUsual } from "./use-usual";

/** Rows drawn beyond each edge of the screen. */
const OVERSCAN = 12;

/** The next page is asked for when this many rows are left below. */
const PREFETCH_ROWS = 30;

interface BuildTableProps {
  filters: BuildFilters;
  /** What stands in place of rows when there are none. */
  empty: ReactNode;
}

export function BuildTable({ filters, empty }: BuildTableProps) {
  const { quiet, body, handlers } = useQuiet();
  const { query, shown, waiting, showNew } = useBuildFeed(filters, quiet);
  const usual = useUsual();
  const { rowHeight, top } = useRowGeometry(body);
  const virtualizer = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: top,
    ...onScreen,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row height makes every measured row wrong
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const wantsMore =
    hasNextPage && !isFetchingNextPage && !isError && last >= shown.length - PREFETCH_ROWS;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);

  const problem = query.error ? asProblem(query.error) : null;
  const loading = query.isPending;
  // Never in one go with all that stands above them.
  const drawn = useDeferredValue(!loading, false);

  return (
    <div className={styles.outer}>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          asOf={query.data ? clock(query.dataUpdatedAt) : null}
          onRetry={() => void query.refetch()}
        />
      )}
      {(query.data || !problem) && (
        <section className={styles.panel} aria-label="Builds" aria-busy={loading}>
          <div
            role="table"
            aria-label="Builds, newest first"
            aria-rowcount={hasNextPage ? -1 : shown.length + 1}
          >
            <div role="rowgroup" className={styles.headGroup}>
              <div role="row" aria-rowindex={1} className={styles.head}>
                <div role="columnheader">Pipeline</div>
                <div role="columnheader">Branch and commit</div>
                <div role="columnheader">Status</div>
                <div role="columnheader" className={styles.strip}>
                  Last 20
                </div>
                <div role="columnheader" className={styles.end}>
                  Duration
                </div>
                <div role="columnheader" className={styles.end}>
                  Started
                </div>
                <div role="columnheader">
                  <span className={styles.hidden}>Provider</span>
                </div>
              </div>
              {waiting > 0 && !quiet && (
                <div role="row" className={styles.pillRow}>
                  <div role="cell">
                    <button
                      type="button"
                      className={styles.pill}
                      aria-keyshortcuts="."
                      onClick={showNew}
                    >
                      <ArrowUp size={13} aria-hidden /> {counted(waiting, "new build")}
                    </button>
                  </div>
                </div>
              )}
            </div>
            <div
              ref={body}
              role="rowgroup"
              className={styles.body}
              data-stale={query.isPlaceholderData || (problem !== null && query.data !== undefined)}
              style={{ blockSize: loading ? undefined : virtualizer.getTotalSize() }}
              {...handlers}
            >
              {loading && !problem && <SkeletonRows />}
              {items.map((item) => {
                const build = drawn && !loading && shown[item.index];
                return (
                  build && (
                    <BuildRow
                      key={build.id}
                      build={build}
                      usual={usual.get(build.pipeline_id)}
                      index={item.index}
                      top={item.start - top}
                    />
                  )
                );
              })}
            </div>
          </div>
          {!loading && !problem && shown.length === 0 && empty}
          {isFetchingNextPage && <p className={styles.more}>Loading older builds…</p>}
        </section>
      )}
    </div>
  );
}
