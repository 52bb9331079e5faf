import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { asProblem } from "../../api/problem";
import { pipelinesQuery } from "../../api/queries";
import type { Pipeline } from "../../api/types";
import { clock, counted } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { isFailure } from "../../domain/status";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { PipelineName } from "../../ui/pipeline-name";
import { ProviderLink } from "../../ui/provider-link";
import { ProviderMark } from "../../ui/provider-mark";
import { Skeleton } from "../../ui/skeleton";
import { StatusPill } from "../../ui/status-pill";
import table from "../../ui/table.module.css";
import { Age, Duration } from "../../ui/time";
import { usePageTitle } from "../../ui/use-page-title";
import styles from "./pipelines.module.css";

/** Failing ones first, then by name. */
function worstFirst(a: Pipeline, b: Pipeline): number {
  const failing = (one: Pipeline) => (one.last_build && isFailure(one.last_build.status) ? 0 : 1);
  return (
    failing(a) - failing(b) ||
    a.repository.localeCompare(b.repository) ||
    a.name.localeCompare(b.name)
  );
}

function PipelineRow({ pipeline }: { pipeline: Pipeline }) {
  const { id, provider, repository, name, url, default_branch, last_build } = pipeline;
  return (
    <tr>
      <th scope="row">
        <span className={table.lead}>
          <ProviderMark provider={provider} />
          <Link
            to="/"
            search={{ pipeline: String(id), window: "90d" }}
            className={table.link}
            data-row-link
            dir="auto"
          >
            <PipelineName repository={repository} name={name} />
          </Link>
        </span>
      </th>
      <td className={styles.branch} dir="auto">
        {default_branch ?? "–"}
      </td>
      <td>
        {last_build ? (
          <StatusPill status={last_build.status} raw={last_build.raw_status} />
        ) : (
          <span className={layout.muted}>No builds</span>
        )}
      </td>
      <td className={table.number}>
        <Duration
          seconds={last_build?.status === "running" ? null : (last_build?.duration_seconds ?? null)}
          since={last_build?.status === "running" ? last_build.started_at : null}
        />
      </td>
      <td className={table.number}>
        {last_build ? (
          <Link
            to="/b/$buildId"
            params={{ buildId: String(last_build.id) }}
            className={table.subtle}
          >
            <Age at={last_build.started_at ?? last_build.created_at} />
            <span className={layout.hidden}>, last build of {pipelineTitle(repository, name)}</span>
          </Link>
        ) : (
          "–"
        )}
      </td>
      <td className={styles.provider}>
        <ProviderLink provider={provider} address={url} what={pipelineTitle(repository, name)} />
      </td>
    </tr>
  );
}

function SkeletonRow({ width }: { width: number }) {
  return (
    <tr>
      <td colSpan={6}>
        <Skeleton width={width} />
      </td>
    </tr>
  );
}

export function PipelinesPage() {
  usePageTitle("Pipelines");
  const { data, error, isPending, refetch, dataUpdatedAt } = useQuery(pipelinesQuery);
  const problem = error ? asProblem(error) : null;
  const pipelines = data?.items.toSorted(worstFirst) ?? [];
  return (
    <div className={layout.page}>
      <div className={layout.heading}>
        <h1>Pipelines</h1>
        <p className={layout.lead}>{data && counted(pipelines.length, "pipeline")}</p>
      </div>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          asOf={data ? clock(dataUpdatedAt) : null}
          onRetry={() => void refetch()}
        />
      )}
      {(isPending && !problem) || pipelines.length > 0 ? (
        <div className={layout.panel}>
          <table className={`${table.table} ${styles.table}`} aria-busy={isPending}>
            <thead>
              <tr>
                <th scope="col">Pipeline</th>
                <th scope="col" className={styles.branch}>
                  Default branch
                </th>
                <th scope="col">Last build</th>
                <th scope="col" className={table.number}>
                  Duration
                </th>
                <th scope="col" className={table.number}>
                  Started
                </th>
                <th scope="col" className={styles.provider}>
                  <span className={layout.hidden}>Provider</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {isPending &&
                [28, 24, 31, 26].map((width) => <SkeletonRow key={width} width={width} />)}
              {pipelines.map((pipeline) => (
                <PipelineRow key={pipeline.id} pipeline={pipeline} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        !problem && (
          <div className={layout.panel}>
            <Empty title="No pipelines yet">
              <p>
                A pipeline appears with its first build. <Link to="/setup">Connect a provider</Link>
              </p>
            </Empty>
          </div>
        )
      )}
    </div>
  );
}
