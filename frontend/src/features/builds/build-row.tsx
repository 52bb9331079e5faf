import { Link } from "@tanstack/react-router";
import { GitBranch } from "lucide-react";
import { memo } from "react";
import type { Build } from "../../api/types";
import { MISSING, shortSha } from "../../domain/format";
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

interface BuildRowProps {
  build: Build;
  index: number;
  /** Where the row stands, in pixels below the first. */
  top: number;
}

/** One build; placed by transform so that new rows shift no layout. */
export const BuildRow = memo(function BuildRow({ build, index, top }: BuildRowProps) {
  const running = build.status === "running";
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
      <div role="cell" className={styles.duration}>
        <Duration
          seconds={running ? null : build.duration_seconds}
          since={running ? build.started_at : null}
        />
      </div>
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
