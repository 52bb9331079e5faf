import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useDeferredValue } from "react";
import { asProblem } from "../../api/problem";
import { buildQuery } from "../../api/queries";
import { clock } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import { usePageTitle } from "../../ui/use-page-title";
import styles from "./build.module.css";
import { BuildHeader } from "./build-header";
import { Investigation, type LogPlace } from "./investigation";

function Loading() {
  return (
    <div className={styles.loading} aria-busy="true">
      <Skeleton width={32} />
      <Skeleton width={56} />
    </div>
  );
}

export function BuildPage({ id, place }: { id: number; place: LogPlace }) {
  const query = useQuery(buildQuery(id));
  // Drawn in pieces, between which the page answers its reader.
  const data = useDeferredValue(query.data);
  const { error, refetch, dataUpdatedAt } = query;
  usePageTitle(data ? pipelineTitle(data.repository, data.pipeline_name) : "Build");
  const problem = error ? asProblem(error) : null;
  const { alone } = place.view;
  if (problem?.status === 404) {
    return (
      <div className={layout.page}>
        <h1>Build not found</h1>
        <div className={layout.panel}>
          <Empty title={`There is no build ${id}`}>
            <p>
              It may have been removed. <Link to="/">Back to the overview</Link>
            </p>
          </Empty>
        </div>
      </div>
    );
  }
  return (
    <div className={layout.page}>
      {!alone && (
        <Link to="/" className={styles.back}>
          <ArrowLeft size={14} aria-hidden /> Overview
        </Link>
      )}
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          asOf={data ? clock(dataUpdatedAt) : null}
          onRetry={() => void refetch()}
        />
      )}
      {(!data || alone) && <h1 className={layout.hidden}>Build {id}</h1>}
      {!data && !problem && <Loading />}
      {data && (
        <>
          {!alone && <BuildHeader build={data} />}
          <Investigation build={data} place={place} />
        </>
      )}
    </div>
  );
}
