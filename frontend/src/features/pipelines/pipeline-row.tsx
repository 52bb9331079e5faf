import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { StatusStrip } from "../../chart/status-strip";
import { changedBy, percentileDelta, rateDelta } from "../../domain/delta";
import { count, duration, MISSING, rate, rateRange } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { DeltaMark } from "../../ui/delta-mark";
import { PipelineName } from "../../ui/pipeline-name";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import type { Row } from "./order";
import styles from "./pipelines.module.css";

interface CellProps {
  numbers: Row["numbers"];
  /** The window that changes are measured against, such as "7 days before". */
  against: string;
}

function SuccessCell({ numbers, against }: CellProps) {
  const now = numbers?.success_rate ?? null;
  const change = numbers?.success_rate_change ?? null;
  const delta = rateDelta(now, now === null || change === null ? null : now - change, "higher");
  const range = numbers?.interval && `likely ${rateRange(numbers.interval)}`;
  return (
    <div role="cell" className={styles.success}>
      <span title={range ? `${range}, of ${count(numbers.decided)} builds` : undefined}>
        {rate(now)}
      </span>
      {delta && delta.direction !== "same" && <DeltaMark delta={delta} against={against} />}
    </div>
  );
}

function MedianCell({ numbers, against }: CellProps) {
  const now = numbers?.p50_duration_seconds ?? null;
  const delta = percentileDelta(now, changedBy(now, numbers?.p50_change ?? null));
  return (
    <div role="cell" className={styles.p50}>
      <span>{duration(now)}</span>
      {delta && delta.direction !== "same" && <DeltaMark delta={delta} against={against} />}
    </div>
  );
}

function FailingCell({ row: { pipeline, numbers } }: { row: Row }) {
  const since = numbers?.failing_since ?? null;
  if (since === null) {
    return (
      <div role="cell" className={styles.failing}>
        <span className={styles.calm}>{numbers ? MISSING : "no builds"}</span>
      </div>
    );
  }
  return (
    <div role="cell" className={styles.failing}>
      <StatusIcon status={pipeline.last_build?.status === "timed_out" ? "timed_out" : "failure"} />
      <span>
        <span className={styles.hidden}>failing since </span>
        <Age at={since} />
      </span>
    </div>
  );
}

interface PipelineRowProps {
  row: Row;
  index: number;
  /** Where the row stands, in pixels below the first. */
  top: number;
  against: string;
  /** The window in the address, kept on the way to the pipeline. */
  window: string | undefined;
}

/** One pipeline and its numbers; placed by transform so that a new order shifts no layout. */
export const PipelineRow = memo(function PipelineRow(props: PipelineRowProps) {
  const { row, index, top, against, window } = props;
  const { pipeline, numbers } = row;
  const { id, provider, repository, name } = pipeline;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      data-pipeline={id}
      data-failing={(numbers?.failing_since ?? null) !== null}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="rowheader" className={styles.name}>
        <span className={styles.mark}>
          <ProviderMark provider={provider} />
        </span>
        <Link
          to="/pipelines/$pipelineId"
          params={{ pipelineId: String(id) }}
          search={window === undefined ? {} : { window }}
          className={styles.link}
          data-row-link
          dir="auto"
          title={pipelineTitle(repository, name)}
        >
          <PipelineName repository={repository} name={name} />
        </Link>
      </div>
      <div role="cell" className={styles.strip}>
        {numbers && <StatusStrip statuses={numbers.strip.map(({ status }) => status)} />}
      </div>
      <SuccessCell numbers={numbers} against={against} />
      <MedianCell numbers={numbers} against={against} />
      <div role="cell" className={styles.p95}>
        {duration(numbers?.p95_duration_seconds ?? null)}
      </div>
      <div role="cell" className={styles.runs}>
        {numbers ? count(Math.round(numbers.runs_per_week)) : MISSING}
      </div>
      <FailingCell row={row} />
    </div>
  );
});
