import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "../../api/problem";
import { clock } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import styles from "./alerts.module.css";

interface Query {
  readonly data: unknown;
  readonly error: unknown;
  readonly dataUpdatedAt: number;
  refetch(): unknown;
}

interface PanelProps {
  id: string;
  title: string;
  query: Query;
  /** What the button says that adds one; none where nothing can be added. */
  add?: string;
  onAdd?: () => void;
  children: ReactNode;
}

/** One list of the page with its own loading, its own error, and the button that adds to it. */
export function Panel({ id, title, query, add, onAdd, children }: PanelProps) {
  const problem = query.error ? asProblem(query.error) : null;
  const loaded = query.data !== undefined;
  return (
    <section className={layout.panel} aria-labelledby={id} aria-busy={!loaded && !problem}>
      <div className={styles.tools}>
        <h2 id={id}>{title}</h2>
        {add && (
          <Button onClick={onAdd} disabled={!loaded}>
            <Plus size={14} aria-hidden /> {add}
          </Button>
        )}
      </div>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          asOf={loaded ? clock(query.dataUpdatedAt) : null}
          onRetry={() => void query.refetch()}
        />
      )}
      {!loaded && !problem && (
        <p className={styles.pending}>
          <Skeleton width={40} />
        </p>
      )}
      {loaded && children}
    </section>
  );
}
