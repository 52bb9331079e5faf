import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../../api/problem";
import { type OverviewFilters, overviewQuery } from "../../api/queries";
import type { Overview } from "../../api/types";
import { durationDelta, rateDelta } from "../../domain/delta";
import { clock, count, counted, duration, rate } from "../../domain/format";
import { windowWords } from "../../domain/time-window";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import { Card } from "./card";
import styles from "./cards.module.css";
import { DEFINITIONS } from "./definitions";
import { LastBuildFoot, LastBuildValue } from "./last-build";

/** Below this many decided builds a rate is shown with its sample size. */
const SMALL_SAMPLE = 20;

function Figure({ text }: { text: string | undefined }) {
  return <span className={styles.number}>{text ?? <Skeleton width={4} />}</span>;
}

interface RowProps {
  data: Overview | undefined;
  against: string;
  failing: number | null;
}

function CardRow({ data, against, failing }: RowProps) {
  const before = data?.previous;
  const failed = data ? data.builds.failure + data.builds.timed_out : 0;
  const small = data && data.decided > 0 && data.decided < SMALL_SAMPLE;
  const tag = small ? `n = ${data.decided}` : null;
  const missing = data?.decided === 0;
  return (
    <>
      <Card
        definition={DEFINITIONS.success}
        against={against}
        tag={tag}
        delta={data ? rateDelta(data.success_rate, before?.success_rate ?? null, "higher") : null}
        value={<Figure text={data && rate(data.success_rate)} />}
      >
        {!data && <Skeleton width={18} />}
        {data &&
          (missing
            ? "No decided builds yet"
            : `${count(data.builds.success)} of ${counted(data.decided, "build")} passed`)}
      </Card>
      <Card
        definition={DEFINITIONS.failure}
        against={against}
        tag={tag}
        delta={data ? rateDelta(data.failure_rate, before?.failure_rate ?? null, "lower") : null}
        value={<Figure text={data && rate(data.failure_rate)} />}
      >
        {!data && <Skeleton width={20} />}
        {data && `${count(failed)} failed`}
        {data && failing !== null && ` · ${counted(failing, "pipeline")} failing now`}
      </Card>
      <Card
        definition={DEFINITIONS.duration}
        against={against}
        tag={tag}
        delta={
          data
            ? durationDelta(data.avg_duration_seconds, before?.avg_duration_seconds ?? null)
            : null
        }
        value={<Figure text={data && duration(data.avg_duration_seconds)} />}
      >
        {data ? (
          <span>
            <span className={styles.whole}>
              <abbr title="median">p50</abbr> {duration(data.p50_duration_seconds)} ·
            </span>{" "}
            <span className={styles.whole}>
              <abbr title="95th percentile">p95</abbr> {duration(data.p95_duration_seconds)}
            </span>
          </span>
        ) : (
          <Skeleton width={19} />
        )}
      </Card>
      <Card
        definition={DEFINITIONS.last}
        against={against}
        value={data ? <LastBuildValue build={data.last_build} /> : <Figure text={undefined} />}
      >
        {data ? <LastBuildFoot build={data.last_build} /> : <Skeleton width={24} />}
      </Card>
    </>
  );
}

interface CardsProps extends OverviewFilters {
  /** How many pipelines fail now; null while not known. */
  failing: number | null;
  /** Says what the cards leave out, when the list is narrowed further than they are. */
  caption: string | null;
}

/** The four numbers that answer whether anything is broken. */
export function Cards({ window, provider, branch, failing, caption }: CardsProps) {
  const query = useQuery(overviewQuery({ window, provider, branch }));
  const problem = query.error ? asProblem(query.error) : null;
  const stale = query.isPlaceholderData || (problem !== null && query.data !== undefined);
  return (
    <section className={styles.section} aria-label="Health" aria-busy={query.isPending}>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          asOf={query.data ? clock(query.dataUpdatedAt) : null}
          onRetry={() => void query.refetch()}
        />
      )}
      {(query.data || !problem) && (
        <div className={styles.cards} data-stale={stale}>
          <CardRow data={query.data} against={`${windowWords(window)} before`} failing={failing} />
        </div>
      )}
      {caption && <p className={styles.caption}>{caption}</p>}
    </section>
  );
}
