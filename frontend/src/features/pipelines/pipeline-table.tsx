import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { DEFINITIONS } from "../../domain/definitions";
import { Skeleton } from "../../ui/skeleton";
import { onScreen, useRowGeometry } from "../../ui/use-row-geometry";
import type { Row, Sort } from "./order";
import { PipelineRow } from "./pipeline-row";
import styles from "./pipelines.module.css";

/** Rows drawn beyond each edge of the screen. */
const OVERSCAN = 12;

interface Column {
  readonly sort: Sort | null;
  readonly name: string;
  /** What ordering by it puts first. */
  readonly first?: string;
  readonly className?: string | undefined;
}

const COLUMNS: readonly Column[] = [
  { sort: "name", name: "Pipeline", first: "by name" },
  { sort: null, name: "Last 30", className: styles.strip },
  { sort: "success", name: DEFINITIONS.success.title, first: "lowest first" },
  { sort: "p50", name: DEFINITIONS.p50.title, first: "slowest first" },
  { sort: "p95", name: DEFINITIONS.p95.title, first: "slowest first", className: styles.p95 },
  { sort: "runs", name: "Runs a week", first: "most first", className: styles.runs },
  { sort: "failing", name: "Failing since", first: "longest first" },
];

interface HeadProps {
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function ColumnHead({ column, sort, onSort }: HeadProps & { column: Column }) {
  const own = column.sort;
  if (own === null) {
    return (
      <div role="columnheader" className={column.className}>
        {column.name}
      </div>
    );
  }
  const active = sort === own;
  const direction =
    own === "name" || own === "success" || own === "failing" ? "ascending" : "descending";
  return (
    <div
      role="columnheader"
      aria-sort={active ? direction : undefined}
      className={column.className}
    >
      <button
        type="button"
        className={styles.sort}
        data-active={active}
        title={active ? "Back to worst first" : `Order ${column.first}`}
        onClick={() => onSort(active ? "worst" : own)}
      >
        {column.name}
        {active && <ArrowDown size={12} aria-hidden />}
      </button>
    </div>
  );
}

interface PipelineTableProps extends HeadProps {
  rows: readonly Row[];
  loading: boolean;
  stale: boolean;
  against: string;
  window: string | undefined;
  /** What stands in place of rows when there are none. */
  empty: ReactNode;
}

/** Every pipeline, however many: only the rows on screen are drawn. */
export function PipelineTable(props: PipelineTableProps) {
  const { rows, loading, stale, sort, onSort, against, window, empty } = props;
  const body = useRef<HTMLDivElement>(null);
  const { rowHeight, top } = useRowGeometry(body);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: top,
    ...onScreen,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row height makes every measured row wrong
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  return (
    <section className={styles.panel} aria-label="Pipelines" aria-busy={loading}>
      <div
        role="table"
        aria-label={sort === "worst" ? "Pipelines, worst first" : "Pipelines"}
        aria-rowcount={rows.length + 1}
      >
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            {COLUMNS.map((column) => (
              <ColumnHead key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div
          ref={body}
          role="rowgroup"
          className={styles.body}
          data-stale={stale}
          style={{ blockSize: loading ? undefined : virtualizer.getTotalSize() }}
        >
          {loading &&
            [28, 24, 31, 26, 22, 29].map((width) => <SkeletonRow key={width} width={width} />)}
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <PipelineRow
                  key={row.pipeline.id}
                  row={row}
                  index={item.index}
                  top={item.start - top}
                  against={against}
                  window={window}
                />
              )
            );
          })}
        </div>
      </div>
      {!loading && rows.length === 0 && empty}
    </section>
  );
}

function SkeletonRow({ width }: { width: number }) {
  return (
    <div role="row" className={styles.skeleton}>
      <div role="cell">
        <Skeleton width={width} />
      </div>
    </div>
  );
}
