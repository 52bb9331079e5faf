import { Link } from "@tanstack/react-router";
import type { Build } from "../../api/types";
import { MISSING, shortSha } from "../../domain/format";
import { pipelineNames } from "../../domain/names";
import { statusWord } from "../../domain/status";
import { useLiveRows } from "../../live/use-live";
import { StatusIcon } from "../../ui/status-icon";
import { Age, Duration } from "../../ui/time";
import styles from "./cards.module.css";

/** The build as the feed last told it, should that be newer than the card's own answer. */
function useNewest(build: Build | null): Build | null {
  const heard = useLiveRows().get(build?.id ?? 0);
  return build && heard && heard.version > build.version ? heard : build;
}

export function LastBuildValue({ build }: { build: Build | null }) {
  const newest = useNewest(build);
  if (newest === null) return <span className={styles.number}>{MISSING}</span>;
  return (
    <span className={styles.last}>
      <StatusIcon status={newest.status} size={22} />
      <span className={styles.lastText}>
        <Link
          to="/b/$buildId"
          params={{ buildId: String(newest.id) }}
          className={styles.lastLink}
          dir="auto"
        >
          {newest.repository}
        </Link>
        <span className={styles.lastMeta}>
          {statusWord(newest.status)} · <Age at={newest.started_at ?? newest.created_at} /> ·{" "}
          <Duration
            seconds={newest.status === "running" ? null : newest.duration_seconds}
            since={newest.status === "running" ? newest.started_at : null}
          />
        </span>
      </span>
    </span>
  );
}

export function LastBuildFoot({ build }: { build: Build | null }) {
  const newest = useNewest(build);
  if (newest === null) return <span>No build has been heard of</span>;
  const parts = [
    pipelineNames(newest.repository, newest.pipeline_name).rest,
    newest.branch,
    newest.commit_sha && shortSha(newest.commit_sha),
  ];
  const text = parts.filter(Boolean).join(" · ");
  return (
    <span className={styles.lastFoot} title={text} dir="auto">
      {text}
    </span>
  );
}

/** What the build was of: its commit's title. */
export function LastBuildMore({ build }: { build: Build | null }) {
  const title = useNewest(build)?.commit_title;
  if (!title) return null;
  return (
    <span className={styles.lastFoot} title={title} dir="auto">
      {title}
    </span>
  );
}
