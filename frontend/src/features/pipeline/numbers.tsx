import type { ReactNode } from "react";
import type { PipelineMetrics } from "../../api/types";
import { DEFINITIONS, type Definition } from "../../domain/definitions";
import { type Delta, percentileDelta, rateDelta } from "../../domain/delta";
import { count, duration, rate, rateRange } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import { DefinitionButton } from "../../ui/definition-button";
import { DeltaMark } from "../../ui/delta-mark";
import { Skeleton } from "../../ui/skeleton";
import styles from "./pipeline.module.css";

interface NumberProps {
  definition: Definition;
  value: string | undefined;
  delta: Delta | null;
  against: string;
  children: ReactNode;
}

function Figure({ definition, value, delta, against, children }: NumberProps) {
  return (
    <div className={styles.figure}>
      <dt>
        {definition.title}
        <DefinitionButton definition={definition} />
      </dt>
      <dd>
        <span className={styles.value}>{value ?? <Skeleton width={4} />}</span>
        {delta && <DeltaMark delta={delta} against={against} />}
      </dd>
      <dd className={layout.muted}>{children}</dd>
    </div>
  );
}

interface NumbersProps {
  metrics: PipelineMetrics | undefined;
  against: string;
}

function streakWords(streak: PipelineMetrics["streak"]): string {
  if (streak === null) return "no verdict in this window";
  const verb = streak.status === "failure" ? "failed" : "passed";
  const builds = streak.length === 1 ? "latest build" : `last ${count(streak.length)} builds`;
  return `the ${builds} of the default branch ${verb}`;
}

/** One pipeline's numbers of the window, each with its change. */
export function Numbers({ metrics, against }: NumbersProps) {
  const before = metrics?.previous;
  const queued = metrics?.p50_queued_seconds ?? null;
  return (
    <dl className={`${layout.panel} ${styles.figures}`}>
      <Figure
        definition={DEFINITIONS.success}
        value={metrics && rate(metrics.success_rate)}
        delta={
          metrics ? rateDelta(metrics.success_rate, before?.success_rate ?? null, "higher") : null
        }
        against={against}
      >
        {metrics?.interval && `likely ${rateRange(metrics.interval)}`}
      </Figure>
      <Figure
        definition={DEFINITIONS.p50}
        value={metrics && duration(metrics.p50_duration_seconds)}
        delta={
          metrics
            ? percentileDelta(metrics.p50_duration_seconds, before?.p50_duration_seconds ?? null)
            : null
        }
        against={against}
      >
        {queued !== null && `queued ${duration(queued)} before`}
      </Figure>
      <Figure
        definition={DEFINITIONS.p95}
        value={metrics && duration(metrics.p95_duration_seconds)}
        delta={
          metrics
            ? percentileDelta(metrics.p95_duration_seconds, before?.p95_duration_seconds ?? null)
            : null
        }
        against={against}
      >
        {metrics && `mean ${duration(metrics.avg_duration_seconds)}`}
      </Figure>
      <Figure
        definition={DEFINITIONS.decided}
        value={metrics && count(metrics.decided)}
        delta={null}
        against={against}
      >
        {metrics && streakWords(metrics.streak)}
      </Figure>
    </dl>
  );
}
