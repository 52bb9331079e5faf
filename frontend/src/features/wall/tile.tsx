import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { firstErrorQuery } from "../../api/first-error";
import { counted } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { StatusIcon } from "../../ui/status-icon";
import { Age, Duration } from "../../ui/time";
import type { Tile } from "./tiles";
import styles from "./wall.module.css";

const WORDS = { failing: "Failing for", running: "Running for", fixed: "Fixed" } as const;

interface WallTileProps {
  tile: Tile;
  /** Whether the log of its build may be read for its first error. */
  readable: boolean;
}

/** One pipeline, read from afar: its name, since when, and who changed what. */
export function WallTile({ tile, readable }: WallTileProps) {
  const { kind, build, since, failures } = tile;
  const { data: error } = useQuery(firstErrorQuery(build, readable));
  return (
    <li className={styles.tile} data-kind={kind}>
      <Link to="/b/$buildId" params={{ buildId: String(build.id) }} className={styles.name}>
        <span dir="auto">{pipelineTitle(build.repository, build.pipeline_name)}</span>
      </Link>
      <p className={styles.state}>
        <StatusIcon status={build.status} size={32} />
        <span>
          {WORDS[kind]}{" "}
          {kind === "fixed" ? <Age at={since} /> : <Duration seconds={null} since={since} />}
          {kind === "failing" && failures > 1 && ` · ${counted(failures, "build")} in a row`}
        </span>
      </p>
      {error && (
        <p className={styles.error} dir="auto">
          {error.text}
        </p>
      )}
      <p className={styles.detail} dir="auto">
        {[build.branch, build.actor, build.commit_title].filter(Boolean).join(" · ")}
      </p>
    </li>
  );
}
