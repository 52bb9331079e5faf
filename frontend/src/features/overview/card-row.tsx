import type { ReactNode } from "react";
import type { Overview, SeriesPoint } from "../../api/types";
import { Sparkline } from "../../chart/sparkline";
import { DEFINITIONS } from "../../domain/definitions";
import { durationDelta, rateDelta } from "../../domain/delta";
import { count, counted, duration, rate, rateRange } from "../../domain/format";
import { Skeleton } from "../../ui/skeleton";
import { Card } from "./card";
import styles from "./cards.module.css";
import { LastBuildFoot, LastBuildMore, LastBuildValue } from "./last-build";

/** Below this many decided builds a rate is shown with its sample size. */
const SMALL_SAMPLE = 20;

interface RowProps {
  data: Overview | undefined;
  against: string;
  failing: number | null;
}

function Figure({ text }: { text: string | undefined }) {
  return <span className={styles.number}>{text ?? <Skeleton width={4} />}</span>;
}

/** What is known of several things, parted by dots. */
function parts(...texts: readonly (string | false | null | undefined)[]): string {
  return texts.filter(Boolean).join(" · ");
}

function course(
  data: Overview | undefined,
  of: (point: SeriesPoint) => number | null,
  words: (value: number | null) => string,
  name: string,
): ReactNode {
  const points = data?.series ?? [];
  const known = points.filter((point) => of(point) !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return null;
  const label = `${name} over the window: from ${words(of(first))} to ${words(of(last))}`;
  return <Sparkline values={points.map(of)} label={label} />;
}

const failedIn = ({ builds }: SeriesPoint) => (builds.failure ?? 0) + (builds.timed_out ?? 0);

function tagOf(data: Overview | undefined): string | null {
  const small = data && data.decided > 0 && data.decided < SMALL_SAMPLE;
  return small ? `n = ${data.decided}` : null;
}

function SuccessCard({ data, against }: RowProps) {
  const before = data?.previous.success_rate ?? null;
  const firstTry = data?.first_attempt_success_rate ?? null;
  return (
    <Card
      definition={DEFINITIONS.success}
      against={against}
      tag={tagOf(data)}
      delta={data ? rateDelta(data.success_rate, before, "higher") : null}
      value={<Figure text={data && rate(data.success_rate)} />}
      course={course(data, (point) => point.success_rate, rate, "Success rate")}
      more={
        data &&
        parts(
          firstTry !== null && `first try ${rate(firstTry)}`,
          data.interval && `likely ${rateRange(data.interval)}`,
        )
      }
    >
      {!data && <Skeleton width={18} />}
      {data &&
        (data.decided === 0
          ? "No decided builds yet"
          : `${count(data.builds.success)} of ${counted(data.decided, "build")} passed`)}
    </Card>
  );
}

function FailureCard({ data, against, failing }: RowProps) {
  const before = data?.previous.failure_rate ?? null;
  const restore = data?.mttr_seconds ?? null;
  return (
    <Card
      definition={DEFINITIONS.failure}
      against={against}
      tag={tagOf(data)}
      delta={data ? rateDelta(data.failure_rate, before, "lower") : null}
      value={<Figure text={data && rate(data.failure_rate)} />}
      course={course(data, failedIn, (value) => counted(value ?? 0, "failure"), "Failures")}
      more={restore !== null && `restored in ${duration(restore)} on average`}
    >
      {!data && <Skeleton width={20} />}
      {data && `${count(data.builds.failure + data.builds.timed_out)} failed`}
      {data && failing !== null && ` · ${counted(failing, "pipeline")} failing now`}
    </Card>
  );
}

function DurationCard({ data, against }: RowProps) {
  const before = data?.previous.avg_duration_seconds ?? null;
  const passed = data?.avg_success_duration_seconds ?? null;
  const queued = data?.p50_queued_seconds ?? null;
  return (
    <Card
      definition={DEFINITIONS.duration}
      against={against}
      tag={tagOf(data)}
      delta={data ? durationDelta(data.avg_duration_seconds, before) : null}
      value={<Figure text={data && duration(data.avg_duration_seconds)} />}
      course={course(data, (point) => point.p50_duration_seconds, duration, "Median build time")}
      more={parts(
        passed !== null && `passed ones ${duration(passed)}`,
        queued !== null && `queued ${duration(queued)}`,
      )}
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
  );
}

/** The four cards, each of the same height whatever is known. */
export function CardRow(props: RowProps) {
  const { data, against } = props;
  return (
    <>
      <SuccessCard {...props} />
      <FailureCard {...props} />
      <DurationCard {...props} />
      <Card
        definition={DEFINITIONS.last}
        against={against}
        value={data ? <LastBuildValue build={data.last_build} /> : <Figure text={undefined} />}
        more={data && <LastBuildMore build={data.last_build} />}
      >
        {data ? <LastBuildFoot build={data.last_build} /> : <Skeleton width={24} />}
      </Card>
    </>
  );
}
