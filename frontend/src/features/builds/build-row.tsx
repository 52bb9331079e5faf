import { Link } from "@tanstack/react-router";
import { GitBranch } from "lucide-react";
import { memo } from "react";
import type { Build, RankedPipeline } from "../../api/types";
import { StatusStrip } from "../../chart/status-strip";
import { stripWords } from "../../chart/strip-words";
import { percentileDelta } from "../../domain/delta";
import { duration, MISSING, shortSha } from "../../domain/format";
import { pipelineNames, pipelineTitle } from "../../domain/names";
import { ProviderLink } from "../../ui/provider-link";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusPill } from "../../ui/status-pill";
import { Age, Duration } from "../../ui/time";
import styles from "./row.module.css";

function PipelineCell({ build }: { build: Build }) {
  const { lead, rest } = pipelineNames(build.repository, build.pipeline_name);
  return (
    <div role="cell" className={styles.pipeline}>
      <span className={styles.mark}>
        <ProviderMark provider={build.provider} />
      </span>
      <Link
        to="/b/$buildId"
        params={{ buildId: String(build.id) }}
        className={styles.link}
        data-row-link
        dir="auto"
        title={pipelineTitle(build.repository, build.pipeline_name)}
      >
        <span className={styles.repository}>{lead}</span>
        {rest && <span className={styles.name}> {rest}</span>}
      </Link>
    </div>
  );
}

function CommitCell({ build }: { build: Build }) {
  return (
    <div role="cell" className={styles.commit}>
      {build.branch && (
        <span className={styles.branch} dir="auto" title={build.branch}>
          <GitBranch size={12} aria-hidden />
          <span>{build.branch}</span>
        </span>
      )}
      {build.commit_sha && <code className={styles.sha}>{shortSha(build.commit_sha)}</code>}
      <span className={styles.title} dir="auto" title={build.commit_title ?? undefined}>
        {build.commit_title ?? (build.branch || build.commit_sha ? "" : MISSING)}
      </span>
    </div>
  );
}

/** How many of a pipeline's last builds a row draws. */
const STRIP_BUILDS = 20;

/** How the pipeline has fared of late; leads to it. */
function StripCell({ build, usual }: UsualProps) {
  const statuses = usual?.strip.slice(-STRIP_BUILDS).map(({ status }) => status) ?? [];
  return (
    <div role="cell" className={styles.strip}>
      {statuses.length > 0 && (
        <Link
          to="/pipelines/$pipelineId"
          params={{ pipelineId: String(build.pipeline_id) }}
          aria-label={`${pipelineTitle(build.repository, build.pipeline_name)}, ${stripWords(statuses)}`}
        >
          <StatusStrip statuses={statuses} />
        </Link>
      )}
    </div>
  );
}

const SIGNS = { up: "+", down: "−", same: "±" } as const;

/** How long it took; a build that passed is measured against half of its pipeline's builds. */
function DurationCell({ build, usual }: UsualProps) {
  const running = build.status === "running";
  const median = usual?.p50_duration_seconds ?? null;
  const delta = build.status === "success" ? percentileDelta(build.duration_seconds, median) : null;
  return (
    <div role="cell" className={styles.duration}>
      <Duration
        seconds={running ? null : build.duration_seconds}
        since={running ? build.started_at : null}
      />
      <span
        className={styles.usual}
        title={delta ? `p50 of the last 7 days: ${duration(median)}` : undefined}
      >
        {delta && `${SIGNS[delta.direction]}${delta.size}`}
      </span>
    </div>
  );
}

interface UsualProps {
  build: Build;
  /** What builds of its pipeline are like; not known at first, nor of pipelines that have been quiet. */
  usual: RankedPipeline | undefined;
}

interface BuildRowProps extends UsualProps {
  index: number;
  /** Where the row stands, in pixels below the first. */
  top: number;
}

/** One build; placed by transform so that new rows shift no layout. */
export const BuildRow = memo(function BuildRow({ build, usual, index, top }: BuildRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      data-build={build.id}
      data-status={build.status}
      style={{ transform: `translateY(${top}px)` }}
    >
      <PipelineCell build={build} />
      <CommitCell build={build} />
      <div role="cell" className={styles.status}>
        <StatusPill status={build.status} raw={build.raw_status} />
        {build.attempt > 1 && <span className={styles.attempt}>try {build.attempt}</span>}
      </div>
      <StripCell build={build} usual={usual} />
      <DurationCell build={build} usual={usual} />
      <div role="cell" className={styles.started}>
        <Age at={build.started_at ?? build.created_at} />
      </div>
      <div role="cell" className={styles.provider}>
        <ProviderLink
          provider={build.provider}
          address={build.web_url}
          what={pipelineTitle(build.repository, build.pipeline_name)}
        />
      </div>
    </div>
  );
});
