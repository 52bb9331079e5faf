import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../../api/problem";
import { sourcesQuery } from "../../api/sources";
import type { Source } from "../../api/types";
import { clock, count, counted } from "../../domain/format";
import { sourceLook } from "../../domain/source";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { ProviderMark } from "../../ui/provider-mark";
import { Skeleton } from "../../ui/skeleton";
import { StatusIcon } from "../../ui/status-icon";
import table from "../../ui/table.module.css";
import { Age, Moment } from "../../ui/time";
import { RefreshButton } from "./refresh-button";
import styles from "./sources.module.css";

function State({ source }: { source: Source }) {
  const { state, last_error, webhook_missing, advice } = source;
  const look = sourceLook(state);
  return (
    <span className={styles.state}>
      <StatusIcon status={state === "ok" && webhook_missing ? "blocked" : look.like} />
      <span>
        {webhook_missing && state === "ok" ? "No webhook" : look.word}
        {state !== "ok" && last_error && (
          <>
            <span className={styles.wrong}>: {last_error.message}</span>
            <span className={styles.muted}>
              {" · "}
              <Age at={last_error.at} />
            </span>
          </>
        )}
        {advice && <span className={styles.muted}> · {advice}</span>}
      </span>
    </span>
  );
}

/** Up to when nothing is missing, and what is known to be. */
function Completeness({ source }: { source: Source }) {
  const { complete_until, holes, backfill } = source;
  return (
    <>
      {complete_until ? <Moment at={complete_until} /> : <span className={styles.muted}>–</span>}
      {holes.open > 0 && <span className={styles.wrong}> · {count(holes.open)} missing</span>}
      {holes.found > 0 && <span className={styles.muted}> · {count(holes.found)} found</span>}
      {backfill && !backfill.done && (
        <span className={styles.muted}>
          {" · looking back, now at "}
          <Moment at={backfill.reached} />
        </span>
      )}
    </>
  );
}

function Row({ source }: { source: Source }) {
  const { provider, name, last_webhook_at, last_poll_at, requests, budget } = source;
  return (
    <tr data-source={name}>
      <th scope="row">
        <span className={table.lead}>
          <ProviderMark provider={provider} size={15} />
          <span className={styles.name} dir="auto">
            {name}
          </span>
        </span>
      </th>
      <td>
        <State source={source} />
      </td>
      <td>{last_webhook_at ? <Age at={last_webhook_at} /> : "never"}</td>
      <td>
        {last_poll_at ? <Age at={last_poll_at} /> : "never"}
        {last_poll_at && (
          <span
            className={styles.muted}
            title={budget ? `${count(budget.remaining)} of ${count(budget.limit)} left` : undefined}
          >
            {" "}
            · {counted(requests.last_poll, "request")}
          </span>
        )}
      </td>
      <td>
        <Completeness source={source} />
      </td>
    </tr>
  );
}

/** Every repository, project or job that builds come from: heard of when, complete up to when, and what is wrong. */
export function SourceTable() {
  const { data, error, refetch, isPending, dataUpdatedAt } = useQuery(sourcesQuery);
  const problem = error ? asProblem(error) : null;
  const sources = data?.items ?? [];
  return (
    <section className={layout.panel} aria-labelledby="source-table" aria-busy={isPending}>
      <div className={styles.tools}>
        <h2 id="source-table">Is anything missing?</h2>
        <RefreshButton labelled />
      </div>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          asOf={data ? clock(dataUpdatedAt) : null}
          onRetry={() => void refetch()}
        />
      )}
      {isPending && !problem && (
        <p className={styles.pending}>
          <Skeleton width={40} />
        </p>
      )}
      {data && sources.length === 0 && <Empty title="No source has told of a build yet" />}
      {sources.length > 0 && (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">State</th>
              <th scope="col">Last webhook</th>
              <th scope="col">Last asked</th>
              <th scope="col">Complete up to</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <Row key={`${source.provider} ${source.name}`} source={source} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
