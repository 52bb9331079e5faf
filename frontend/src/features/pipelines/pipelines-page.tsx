import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { serverNow } from "../../api/clock";
import { rankedPipelinesQuery } from "../../api/metrics";
import { asProblem } from "../../api/problem";
import { pipelinesQuery } from "../../api/queries";
import { clock, counted } from "../../domain/format";
import { windowWords } from "../../domain/time-window";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { RangePicker } from "../../ui/range-picker";
import { SearchBox } from "../../ui/search-box";
import { usePageTitle } from "../../ui/use-page-title";
import { arrange, rowsOf } from "./order";
import { PipelineTable } from "./pipeline-table";
import styles from "./pipelines.module.css";
import { type PipelinesView, pipelinesSearchOf } from "./search";

interface PipelinesPageProps {
  view: PipelinesView;
  /**
   * Edits what was asked for last, which may be ahead of what is drawn. `typing` says that the change is one of many while
   * the reader types.
   */
  onView: (edit: (view: PipelinesView) => PipelinesView, typing?: boolean) => void;
}

const NO_PROVIDERS: readonly [] = [];

function usePipelineRows(view: PipelinesView) {
  const pipelines = useQuery(pipelinesQuery);
  const ranked = useQuery(rankedPipelinesQuery({ window: view.window, provider: NO_PROVIDERS }));
  const rows = rowsOf(ranked.data?.items ?? [], pipelines.data?.items ?? []);
  return {
    pipelines,
    ranked,
    rows,
    pending: pipelines.isPending || ranked.isPending,
    stale: ranked.isPlaceholderData || (ranked.isError && ranked.data !== undefined),
  };
}

function Problems({
  pipelines,
  ranked,
}: Pick<ReturnType<typeof usePipelineRows>, "pipelines" | "ranked">) {
  return [pipelines, ranked].map((query, index) => {
    if (!query.error) return null;
    const problem = asProblem(query.error);
    const missing = index === 1 && problem.status === 404;
    return (
      <PanelProblem
        key={index === 0 ? "pipelines" : "ranking"}
        title={missing ? "No numbers of pipelines" : problem.title}
        detail={missing ? "this server does not compute them; the list is by name" : problem.detail}
        request={problem.request}
        asOf={query.data ? clock(query.dataUpdatedAt) : null}
        onRetry={() => void query.refetch()}
      />
    );
  });
}

/** Which pipelines are unhealthy or slower than they were? */
export function PipelinesPage({ view, onView }: PipelinesPageProps) {
  usePageTitle("Pipelines");
  const { pipelines, ranked, rows, pending, stale } = useDeferredValue(usePipelineRows(view));
  const shown = arrange(rows, view.sort, view.q);
  const failed = pipelines.isError && ranked.isError;
  return (
    <div className={layout.page}>
      <div className={styles.controls}>
        <h1>Pipelines</h1>
        <p className={layout.lead}>{rows.length > 0 && counted(rows.length, "pipeline")}</p>
        <SearchBox
          value={view.q}
          what="pipelines"
          placeholder="Search pipeline or provider"
          onChange={(q) => onView((now) => ({ ...now, q }), true)}
        />
        <RangePicker
          window={view.window}
          onChange={(window) => onView((now) => ({ ...now, window }))}
        />
      </div>
      <Problems pipelines={pipelines} ranked={ranked} />
      {!(failed && rows.length === 0) && (
        <PipelineTable
          rows={shown}
          loading={pending && rows.length === 0}
          stale={stale}
          sort={view.sort}
          onSort={(sort) => onView((now) => ({ ...now, sort }))}
          against={`${windowWords(view.window, serverNow())} before`}
          window={pipelinesSearchOf(view).window}
          empty={
            view.q ? (
              <Empty title="No pipeline matches">
                <Button onClick={() => onView((now) => ({ ...now, q: "" }))}>
                  Clear the search
                </Button>
              </Empty>
            ) : (
              <Empty title="No pipelines yet">
                <p>
                  A pipeline appears with its first build.{" "}
                  <Link to="/setup">Connect a provider</Link>
                </p>
              </Empty>
            )
          }
        />
      )}
    </div>
  );
}
