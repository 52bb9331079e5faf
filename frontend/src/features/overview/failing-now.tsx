import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import { failingQuery } from "../../api/alerts";
import { asProblem } from "../../api/problem";
import { givesLogs, sourcesQuery } from "../../api/sources";
import type { Breakage } from "../../api/types";
import { clock, counted, instant } from "../../domain/format";
import { missingWords } from "../../domain/source";
import { Button } from "../../ui/button";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import { StatusIcon } from "../../ui/status-icon";
import { BrokenRow } from "./broken-row";
import styles from "./failing-now.module.css";

/** Logs of so many are read for their first error: providers grant only so many requests. */
const READ_MOST = 8;

interface FailingNowProps {
  /** Only these providers; all where none is named. */
  provider: readonly string[];
  /** Opens the form that keeps quiet about a breakage. */
  onSilence: (breakage: Breakage) => void;
}

/** Puts the focus on the row's link, where it comes back to: the button goes once the row is silenced. */
function leaveTo(button: HTMLElement): void {
  const row = button.closest("[data-breakage]");
  row?.querySelector<HTMLElement>("[data-broken-link]")?.focus();
}

/** The breakages that the filters let through. */
export function useFailing(provider: readonly string[]) {
  const query = useQuery(failingQuery);
  const items = query.data?.items.filter(
    (one) => provider.length === 0 || provider.includes(one.provider),
  );
  return { ...query, items };
}

/** What is broken now on default branches: what, since when, how often in a row, by which commits. */
export function FailingNow({ provider, onSilence }: FailingNowProps) {
  const { items, error, refetch, data, dataUpdatedAt } = useFailing(provider);
  const sources = useQuery(sourcesQuery);
  const missing = missingWords(sources.data?.items ?? []);
  const problem = error ? asProblem(error) : null;
  if (problem && !items) {
    return (
      <PanelProblem
        title="What fails now is not known"
        detail={problem.detail || problem.title.toLowerCase()}
        request={problem.request}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <section className={styles.panel} aria-labelledby="failing-now" aria-busy={!items}>
      <div className={styles.head}>
        <h2 id="failing-now">
          Failing now{" "}
          {items && items.length > 0 && <span className={styles.number}>{items.length}</span>}
        </h2>
        {!items && <Skeleton width={30} />}
        {items?.length === 0 && (
          <p className={styles.calm}>
            <StatusIcon status="success" /> No default branch is broken
          </p>
        )}
        {missing && (
          <Link to="/deliveries" className={styles.missing} title={missing}>
            <StatusIcon status="blocked" size={14} /> <span dir="auto">{missing}</span>
          </Link>
        )}
        {problem && data && (
          <p className={styles.calm}>
            as of {clock(dataUpdatedAt)}{" "}
            <Button look="quiet" onClick={() => void refetch()}>
              Retry
            </Button>
          </p>
        )}
      </div>
      {items && items.length > 0 && (
        <ul className={styles.list} aria-label={counted(items.length, "broken pipeline")}>
          {items.map((breakage, index) => (
            <BrokenRow
              key={breakage.id}
              breakage={breakage}
              readable={index < READ_MOST && givesLogs(sources.data, breakage.provider)}
            >
              {breakage.silenced ? (
                <span className={styles.silenced} title={breakage.silenced.reason}>
                  <BellOff size={14} aria-hidden /> until{" "}
                  {clock(instant(breakage.silenced.until) ?? 0)}
                  <span className={styles.reason}> · {breakage.silenced.reason}</span>
                </span>
              ) : (
                <Button
                  look="quiet"
                  aria-label={`Silence ${breakage.repository} ${breakage.pipeline_name}`}
                  onClick={({ currentTarget }) => {
                    leaveTo(currentTarget);
                    onSilence(breakage);
                  }}
                >
                  <BellOff size={14} aria-hidden /> Silence
                </Button>
              )}
            </BrokenRow>
          ))}
        </ul>
      )}
    </section>
  );
}
