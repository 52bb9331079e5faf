import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "../../api/problem";
import type { Pipeline } from "../../api/types";
import type { Definition } from "../../domain/definitions";
import { clock } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import { DefinitionButton } from "../../ui/definition-button";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import table from "../../ui/table.module.css";
import styles from "./insights.module.css";

interface Ranked {
  readonly pipeline: Pipeline;
  readonly minutes_lost: number;
}

interface RankingProps<T extends Ranked> {
  title: string;
  definition: Definition;
  query: UseQueryResult<{ items: readonly T[] }>;
  columns: readonly string[];
  /** The cells of a row, one for each column. */
  cells: (item: T) => readonly ReactNode[];
  /** What is so when nothing is listed. */
  nothing: string;
}

function Rows<T extends Ranked>({ query, columns, cells }: Omit<RankingProps<T>, "title">) {
  const items = (query.data?.items ?? []).toSorted((a, b) => b.minutes_lost - a.minutes_lost);
  return (
    <tbody>
      {query.isPending &&
        [30, 24, 27].map((width) => (
          <tr key={width}>
            <td colSpan={columns.length}>
              <Skeleton width={width} />
            </td>
          </tr>
        ))}
      {items.map((item) => {
        const [name, ...rest] = cells(item);
        return (
          <tr key={item.pipeline.id}>
            <th scope="row">{name}</th>
            {rest.map((cell, index) => (
              <td key={columns[index + 1]}>{cell}</td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

/** What costs most time first, with its own loading, empty and error forms. */
export function Ranking<T extends Ranked>(props: RankingProps<T>) {
  const { title, definition, query, columns, nothing } = props;
  const problem = query.error ? asProblem(query.error) : null;
  const missing = problem?.status === 404;
  const empty = query.data?.items.length === 0;
  return (
    <section className={styles.ranking} aria-label={title} aria-busy={query.isPending}>
      <div className={styles.head}>
        <h2>{title}</h2>
        <DefinitionButton definition={definition} />
      </div>
      {problem && (
        <PanelProblem
          title={missing ? `${title} cannot be told` : problem.title}
          detail={missing ? "this server does not look for it yet" : problem.detail}
          asOf={query.data ? clock(query.dataUpdatedAt) : null}
          request={problem.request}
          onRetry={() => void query.refetch()}
        />
      )}
      {(query.data || !problem) && (
        <div className={layout.panel}>
          {empty ? (
            <Empty title={nothing} />
          ) : (
            <table
              className={`${table.table} ${styles.table}`}
              data-stale={query.isPlaceholderData || problem !== null}
            >
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <Rows {...props} />
            </table>
          )}
        </div>
      )}
    </section>
  );
}
