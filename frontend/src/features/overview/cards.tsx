import { useQuery } from "@tanstack/react-query";
import { serverNow } from "../../api/clock";
import { type OverviewFilters, overviewQuery } from "../../api/metrics";
import { asProblem } from "../../api/problem";
import { clock } from "../../domain/format";
import { windowWords } from "../../domain/time-window";
import { PanelProblem } from "../../ui/panel-problem";
import { useLater } from "../../ui/use-later";
import { CardRow } from "./card-row";
import styles from "./cards.module.css";

interface CardsProps extends OverviewFilters {
  /** How many pipelines fail now; null while not known. */
  failing: number | null;
  /** Says what the cards leave out, when the list is narrowed further than they are. */
  caption: string | null;
}

/** The four numbers that answer whether anything is broken. */
export function Cards({ window, provider, branch, failing, caption }: CardsProps) {
  const query = useQuery(overviewQuery({ window, provider, branch }));
  const drawn = useLater(query.data !== undefined);
  const problem = query.error ? asProblem(query.error) : null;
  const stale = query.isPlaceholderData || (problem !== null && query.data !== undefined);
  return (
    <section className={styles.section} aria-label="Health" aria-busy={query.isPending}>
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
        <div className={styles.cards} data-stale={stale}>
          <CardRow
            data={drawn ? query.data : undefined}
            against={`${windowWords(window, serverNow())} before`}
            failing={failing}
          />
        </div>
      )}
      {caption && <p className={styles.caption}>{caption}</p>}
    </section>
  );
}
