import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useDeferredValue } from "react";
import { serverNow } from "../../api/clock";
import { asProblem } from "../../api/problem";
import type { Pipeline } from "../../api/types";
import { clock } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { windowBounds, windowWords } from "../../domain/time-window";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { PipelineName } from "../../ui/pipeline-name";
import { ProviderLink } from "../../ui/provider-link";
import { ProviderMark } from "../../ui/provider-mark";
import { RangePicker } from "../../ui/range-picker";
import { Skeleton } from "../../ui/skeleton";
import { usePageTitle } from "../../ui/use-page-title";
import { Branches } from "./branches";
import { Calendar } from "./charts/calendar";
import { Durations } from "./charts/durations";
import { Streaks } from "./charts/streaks";
import { Jobs } from "./jobs";
import { Numbers } from "./numbers";
import styles from "./pipeline.module.css";
import { Recent } from "./recent";
import type { PipelineView } from "./search";
import { usePipeline } from "./use-pipeline";

interface PipelinePageProps {
  id: number;
  view: PipelineView;
  /** Edits what was asked for last, which may be ahead of what is drawn. */
  onView: (edit: (view: PipelineView) => PipelineView) => void;
}

function Heading({
  pipeline,
  view,
  onView,
}: { pipeline: Pipeline | undefined } & Omit<PipelinePageProps, "id">) {
  return (
    <div className={styles.heading}>
      {pipeline ? (
        <>
          <ProviderMark provider={pipeline.provider} size={18} />
          <h1 dir="auto">
            <PipelineName repository={pipeline.repository} name={pipeline.name} />
          </h1>
          <ProviderLink
            provider={pipeline.provider}
            address={pipeline.url}
            what={pipelineTitle(pipeline.repository, pipeline.name)}
          />
        </>
      ) : (
        <h1>
          Pipeline <Skeleton width={16} />
        </h1>
      )}
      {view.branch && (
        <Button
          aria-label={`Remove filter Branch: ${view.branch}`}
          onClick={() => onView((now) => ({ ...now, branch: "" }))}
        >
          <span dir="auto">{view.branch}</span>
          <X size={13} aria-hidden />
        </Button>
      )}
      <RangePicker
        window={view.window}
        onChange={(window) => onView((now) => ({ ...now, window }))}
      />
    </div>
  );
}

type Loaded = ReturnType<typeof usePipeline>;

function Problems({ metrics, pages }: Pick<Loaded, "metrics" | "pages">) {
  return [metrics, pages].map((query, index) => {
    if (!query.error) return null;
    const problem = asProblem(query.error);
    const missing = index === 0 && problem.status === 404;
    return (
      <PanelProblem
        key={index === 0 ? "numbers" : "builds"}
        title={missing ? "No numbers of this pipeline" : problem.title}
        detail={missing ? "this server does not compute them" : problem.detail}
        request={problem.request}
        asOf={query.data ? clock(query.dataUpdatedAt) : null}
        onRetry={() => void query.refetch()}
      />
    );
  });
}

/** Holds the place of a panel that is on its way. */
function Waiting() {
  return <div className={`${layout.panel} ${styles.waiting}`} aria-hidden="true" />;
}

/** Is this pipeline getting slower or flakier, and since when? */
export function PipelinePage({ id, view, onView }: PipelinePageProps) {
  // Drawn in pieces, between which the page answers its reader.
  const loaded = useDeferredValue(usePipeline(id, view));
  const { pipeline, metrics, quarter, builds, notKnown } = loaded;
  const now = serverNow();
  const bounds = windowBounds(view.window, now);
  usePageTitle(pipeline ? pipelineTitle(pipeline.repository, pipeline.name) : "Pipeline");

  if (loaded.unknown && !metrics.data) {
    return (
      <div className={layout.page}>
        <h1>Pipeline not found</h1>
        <div className={layout.panel}>
          <Empty title={`There is no pipeline ${id}`}>
            <Link to="/pipelines">All pipelines</Link>
          </Empty>
        </div>
      </div>
    );
  }
  const search = { ...(view.branch && { branch: view.branch }), window: view.window };
  return (
    <div className={layout.page} aria-busy={metrics.isPending || loaded.pages.isPending}>
      <Heading pipeline={pipeline} view={view} onView={onView} />
      <Problems metrics={metrics} pages={loaded.pages} />
      {(metrics.data || !metrics.isError) && (
        <Numbers metrics={metrics.data} against={`${windowWords(view.window, now)} before`} />
      )}
      <Durations
        view={view}
        onView={onView}
        metrics={metrics.data}
        builds={builds}
        cut={loaded.cut}
        slowdown={loaded.slowdown}
        notKnown={notKnown}
      />
      <div className={styles.columns}>
        <Streaks
          builds={builds}
          notKnown={notKnown}
          defaultBranch={pipeline?.default_branch ?? null}
          from={bounds.from}
          to={bounds.to ?? now}
        />
        {quarter.data && <Calendar pipeline={id} series={quarter.data.series} />}
        {quarter.isPending && <Waiting />}
        {metrics.data && <Jobs jobs={metrics.data.slowest_jobs} pipeline={id} search={search} />}
        {metrics.data && (
          <Branches
            branches={metrics.data.branches}
            chosen={view.branch}
            onChoose={(branch) => onView((now) => ({ ...now, branch }))}
          />
        )}
        {metrics.isPending && <Waiting />}
        {metrics.isPending && <Waiting />}
      </div>
      <Recent pipeline={id} builds={builds} notKnown={notKnown} search={search} />
    </div>
  );
}
