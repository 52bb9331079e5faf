import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { failingQuery } from "../../api/alerts";
import { asProblem } from "../../api/problem";
import { givesLogs, sourcesQuery } from "../../api/sources";
import type { Breakage } from "../../api/types";
import { clock, counted, MISSING } from "../../domain/format";
import { missingWords } from "../../domain/source";
import { Button } from "../../ui/button";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import { StatusIcon } from "../../ui/status-icon";
import { useAttention } from "../../ui/use-attention";
import { useLater } from "../../ui/use-later";
import { usePainted } from "../../ui/use-painted";
import { BrokenRow } from "./broken-row";
import styles from "./failing-now.module.css";
import { useSteady } from "./use-steady";

/** Logs of so many are read for their first error: providers grant only so many requests. */
const READ_MOST = 8;

interface FailingNowProps {
  /** Only these providers; all where none is named. */
  provider: readonly string[];
  /** Opens the form that keeps quiet about a breakage. */
  onSilence: (breakage: Breakage) => void;
}

/** The breakages that the filters let through. */
export function useFailing(provider: readonly string[]) {
  const query = useQuery(failingQuery);
  const items = query.data?.items.filter(
    (one) => provider.length === 0 || provider.includes(one.provider),
  );
  return { ...query, items };
}

interface ListProps extends Pick<FailingNowProps, "onSilence"> {
  items: readonly Breakage[];
  branch: string;
}

/** The rows; while the reader points at one or has the focus there none moves, and what was mended says so in its place. */
function List({ items, branch, onSilence }: ListProps) {
  const sources = useQuery(sourcesQuery);
  const painted = usePainted();
  const { attended, handlers } = useAttention();
  const shown = useSteady(items, attended);
  if (shown.length === 0) {
    return (
      <p className={styles.calm}>
        <StatusIcon status="success" /> No {branch} is broken
      </p>
    );
  }
  return (
    <div className={styles.list} style={{ "--rows": shown.length } as CSSProperties} {...handlers}>
      <ul aria-label={counted(items.length, "broken pipeline")}>
        {shown.map((breakage, index) => (
          <BrokenRow
            key={breakage.id}
            breakage={breakage}
            mended={!items.includes(breakage)}
            place={index}
            readable={painted && index < READ_MOST && givesLogs(sources.data, breakage.provider)}
            onSilence={onSilence}
          />
        ))}
      </ul>
      <p className={styles.others}>No other {branch} is broken</p>
    </div>
  );
}

/** What is broken now, or what is known instead. */
function Broken({ provider, onSilence }: FailingNowProps) {
  const { items, error, refetch } = useFailing(provider);
  const drawn = useLater(items !== undefined);
  if (!items && error) {
    const { title, detail, request } = asProblem(error);
    return (
      <PanelProblem
        title="What fails now is not known"
        detail={detail || title.toLowerCase()}
        request={request}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!items || !drawn) return <Skeleton width={48} />;
  const branch = provider.length === 0 ? "default branch" : "default branch of these providers";
  return <List key={provider.join()} items={items} branch={branch} onSilence={onSilence} />;
}

/**
 * What is broken now on default branches: what, since when, how often in a row, by which commits.
 * As high whatever breaks or is mended, so that nothing below it moves; what has no room is scrolled to.
 */
export function FailingNow({ provider, onSilence }: FailingNowProps) {
  const { items, error, refetch, data, dataUpdatedAt } = useFailing(provider);
  const sources = useQuery(sourcesQuery);
  const missing = missingWords(sources.data?.items ?? []);
  return (
    <section
      className={styles.panel}
      aria-labelledby="failing-now"
      aria-busy={!items && error === null}
    >
      <div className={styles.head}>
        <h2 id="failing-now">
          Failing now{" "}
          <span className={styles.number} data-some={items && items.length > 0}>
            {items?.length ?? MISSING}
          </span>
        </h2>
        {missing && (
          <Link to="/deliveries" className={styles.missing} title={missing}>
            <StatusIcon status="blocked" size={14} /> <span dir="auto">{missing}</span>
          </Link>
        )}
        {error && data && (
          <p className={styles.asOf}>
            as of {clock(dataUpdatedAt)}{" "}
            <Button look="quiet" onClick={() => void refetch()}>
              Retry
            </Button>
          </p>
        )}
      </div>
      <div className={styles.body}>
        <Broken provider={provider} onSilence={onSilence} />
      </div>
    </section>
  );
}
