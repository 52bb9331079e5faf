import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { flakyQuery, regressionsQuery } from "../../api/insights";
import type { FlakyPipeline, Pipeline, Regression } from "../../api/types";
import { DEFINITIONS } from "../../domain/definitions";
import { durationDelta } from "../../domain/delta";
import { count, duration, MISSING, rate, rateRange, shortSha } from "../../domain/format";
import type { TimeWindow } from "../../domain/time-window";
import layout from "../../styles/layout.module.css";
import { PipelineName } from "../../ui/pipeline-name";
import { ProviderMark } from "../../ui/provider-mark";
import { RangePicker } from "../../ui/range-picker";
import table from "../../ui/table.module.css";
import { Age } from "../../ui/time";
import { usePageTitle } from "../../ui/use-page-title";
import styles from "./insights.module.css";
import { Ranking } from "./ranking";

const PARTS: Record<Regression["part"], string> = {
  queue: "waiting in the queue",
  run: "running",
  retry: "trying again",
};

function Name({ pipeline, window }: { pipeline: Pipeline; window: TimeWindow }) {
  return (
    <span className={table.lead}>
      <ProviderMark provider={pipeline.provider} />
      <Link
        to="/pipelines/$pipelineId"
        params={{ pipelineId: String(pipeline.id) }}
        search={{ window }}
        className={table.link}
        data-row-link
        dir="auto"
      >
        <PipelineName repository={pipeline.repository} name={pipeline.name} />
      </Link>
    </span>
  );
}

const lost = (minutes: number) => duration(Math.round(minutes * 60));

function flakyCells(item: FlakyPipeline, window: TimeWindow): readonly ReactNode[] {
  return [
    <Name key="name" pipeline={item.pipeline} window={window} />,
    lost(item.minutes_lost),
    <span key="rate" title={item.interval ? `likely ${rateRange(item.interval)}` : undefined}>
      {rate(item.rate)}
    </span>,
    `${count(item.flaky)} of ${count(item.commits)}`,
    <Age key="last" at={item.last_at} />,
  ];
}

function Slowdown({ item }: { item: Regression }) {
  const delta = durationDelta(item.recent_seconds, item.baseline_seconds);
  return (
    <span title={delta?.words}>
      {duration(item.baseline_seconds)} → {duration(item.recent_seconds)}
      <span className={styles.since}>
        since <Age at={item.since} />
      </span>
    </span>
  );
}

function FirstSlow({ item }: { item: Regression }) {
  const shas = [item.last_fast_commit, item.first_slow_commit].filter((sha) => sha !== null);
  const text = shas.map(shortSha).join("…") || MISSING;
  if (item.first_slow_build === null) return <code>{text}</code>;
  return (
    <Link to="/b/$buildId" params={{ buildId: String(item.first_slow_build) }}>
      <code>{text}</code>
    </Link>
  );
}

function regressionCells(item: Regression, window: TimeWindow): readonly ReactNode[] {
  return [
    <Name key="name" pipeline={item.pipeline} window={window} />,
    lost(item.minutes_lost),
    <Slowdown key="change" item={item} />,
    <span key="where" dir="auto">
      {item.job ? `${PARTS[item.part]}: ${item.job}` : PARTS[item.part]}
    </span>,
    <FirstSlow key="commit" item={item} />,
    <Age key="since" at={item.since} />,
  ];
}

interface InsightsPageProps {
  window: TimeWindow;
  onWindow: (window: TimeWindow) => void;
}

/** What should be fixed first? What costs the most minutes. */
export function InsightsPage({ window, onWindow }: InsightsPageProps) {
  usePageTitle("Insights");
  const flaky = useQuery(flakyQuery(window));
  const regressions = useQuery(regressionsQuery(window));
  return (
    <div className={layout.page}>
      <div className={styles.controls}>
        <h1>Insights</h1>
        <p className={layout.lead}>What costs the most time comes first</p>
        <RangePicker window={window} onChange={onWindow} />
      </div>
      <Ranking
        title="Flaky pipelines"
        definition={DEFINITIONS.flaky}
        query={flaky}
        columns={["Pipeline", "Time lost", "Flaky", "Commits", "Last seen"]}
        cells={(item) => flakyCells(item, window)}
        nothing="No commit ended differently when it was run again"
      />
      <Ranking
        title="Slower pipelines"
        definition={DEFINITIONS.regression}
        query={regressions}
        columns={["Pipeline", "Time lost", "Median", "Where", "First slow commit", "Since"]}
        cells={(item) => regressionCells(item, window)}
        nothing="No pipeline takes longer than it used to"
      />
    </div>
  );
}
