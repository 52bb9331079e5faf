import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { historyQuery, resendAlert } from "../../api/alerts";
import type { Alert } from "../../api/types";
import { alertLook } from "../../domain/news";
import type { Status } from "../../domain/status";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PipelineName } from "../../ui/pipeline-name";
import { StatusIcon } from "../../ui/status-icon";
import table from "../../ui/table.module.css";
import { Age } from "../../ui/time";
import styles from "./alerts.module.css";
import { Panel } from "./panel";

const STATES: Record<Alert["state"], { word: string; like: Status }> = {
  waiting: { word: "Waiting", like: "queued" },
  sent: { word: "Sent", like: "success" },
  dead: { word: "Not delivered", like: "failure" },
  collapsed: { word: "Told with another", like: "skipped" },
};

function Resend({ row }: { row: Alert }) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => resendAlert(row.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
  return (
    <Button look="quiet" onClick={() => mutate()} disabled={isPending}>
      Send again
    </Button>
  );
}

function About({ row }: { row: Alert }) {
  if (!row.repository) return <span className={styles.muted}>–</span>;
  const name = <PipelineName repository={row.repository} name={row.pipeline_name ?? ""} />;
  return (
    <span className={styles.name} dir="auto">
      {row.build_id ? (
        <Link to="/b/$buildId" params={{ buildId: String(row.build_id) }} className={table.link}>
          {name}
        </Link>
      ) : (
        name
      )}{" "}
      {row.branch && <code>{row.branch}</code>}
    </span>
  );
}

function Row({ row }: { row: Alert }) {
  const look = alertLook(row.kind);
  const state = STATES[row.state];
  return (
    <tr>
      <td>
        <span className={styles.state}>
          <StatusIcon status={look.like} />
          <span>{look.word}</span>
        </span>
      </td>
      <td>
        <About row={row} />
      </td>
      <td dir="auto">{row.channel.name}</td>
      <td>
        <span className={styles.state}>
          <StatusIcon status={state.like} />
          <span>
            {state.word}
            {row.state !== "sent" && row.last_error && (
              <span className={styles.wrong}>: {row.last_error}</span>
            )}
          </span>
        </span>
      </td>
      <td className={styles.actions}>
        <span className={styles.muted}>
          <Age at={row.sent_at ?? row.created_at} />
        </span>
        {row.state === "dead" && <Resend row={row} />}
      </td>
    </tr>
  );
}

/** What was told, what waits, and what could not be delivered and why. */
export function History() {
  const query = useInfiniteQuery(historyQuery);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel id="history" title="History" query={query}>
      {rows.length === 0 ? (
        <Empty title="Nothing has been told yet" />
      ) : (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">About</th>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col" className={table.number}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <p className={styles.more}>
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            Show older
          </Button>
        </p>
      )}
    </Panel>
  );
}
