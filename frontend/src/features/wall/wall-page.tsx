import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useDeferredValue, useSyncExternalStore } from "react";
import { counted, shortClock } from "../../domain/format";
import { useNowText } from "../../ui/now";
import { StatusIcon } from "../../ui/status-icon";
import { usePageTitle } from "../../ui/use-page-title";
import { WallTile } from "./tile";
import { layoutOf, type WallState } from "./tiles";
import { useAwake } from "./use-awake";
import { type Freshness, useFreshness } from "./use-freshness";
import { useReloadForNewVersion } from "./use-reload";
import { useWall } from "./use-wall";
import styles from "./wall.module.css";

const screenRatio = () => innerWidth / Math.max(1, innerHeight);

function onResize(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}

interface WarningProps {
  fresh: Freshness;
  problem: string | null;
  missing: string | null;
}

function Warning({ fresh, problem, missing }: WarningProps) {
  const words = [
    fresh.stale && `Not up to date${fresh.since ? ` since ${fresh.since}` : ""}`,
    fresh.paused && "Paused: nothing on this wall moves",
    problem,
    missing,
  ].filter(Boolean);
  return (
    <p role="status" className={styles.warning} hidden={words.length === 0}>
      {words.join(" · ")}
    </p>
  );
}

function Hidden({ hidden }: Pick<WallState, "hidden">) {
  const total = hidden.failing + hidden.running + hidden.fixed;
  if (total === 0) return null;
  const share = (count: number) => (count / total) * 100;
  return (
    <span className={styles.more}>
      +{total} not shown: {hidden.failing} failing
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect data-kind="failing" width={share(hidden.failing)} height="6" />
        <rect
          data-kind="running"
          x={share(hidden.failing)}
          width={share(hidden.running)}
          height="6"
        />
      </svg>
    </span>
  );
}

function headline(failing: number | null, pipelines: number | null): string {
  if (failing === null) return "Not known yet";
  if (failing === 0 && pipelines === 0) return "No builds yet";
  return failing > 0 ? `${failing} failing` : "Nothing failing";
}

function calmWords(failing: number | null, pipelines: number | null): string {
  if (failing === null || pipelines === null) return "Waiting for the first answer";
  if (pipelines === 0) return "No pipeline has told of a build";
  return `None of ${counted(pipelines, "pipeline")} is failing or running`;
}

/** A glance from five metres: what is broken, and whether this screen can be trusted. */
export function WallPage() {
  usePageTitle("Wall");
  useAwake();
  useReloadForNewVersion();
  const fresh = useFreshness();
  const ratio = useSyncExternalStore(onResize, screenRatio);
  const { wall, failing, pipelines, problem, missing, readable } = useDeferredValue(useWall());
  const clock = useNowText((now) => shortClock(now));
  const { columns, rows } = layoutOf(wall.tiles.length, ratio);
  const doubtful = fresh.stale || fresh.paused || problem !== null;

  return (
    <div className={styles.wall} data-doubtful={doubtful} data-wall>
      <header className={styles.head}>
        <h1>{headline(failing, pipelines)}</h1>
        <span className={styles.clock}>{clock}</span>
        <Link to="/" className={styles.leave} aria-label="Leave the wall">
          <X size={20} aria-hidden />
        </Link>
      </header>
      <Warning fresh={fresh} problem={problem} missing={missing} />
      {wall.tiles.length > 0 ? (
        <ul
          className={styles.tiles}
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
          }}
        >
          {wall.tiles.map((tile) => (
            <WallTile key={tile.key} tile={tile} readable={readable(tile)} />
          ))}
        </ul>
      ) : (
        <p className={styles.calm}>
          {failing === 0 && pipelines !== 0 && !doubtful && (
            <StatusIcon status="success" size={96} />
          )}
          {calmWords(failing, pipelines)}
        </p>
      )}
      <footer className={styles.foot}>
        <Hidden hidden={wall.hidden} />
        {pipelines !== null && <span>{counted(pipelines, "pipeline")} in all</span>}
      </footer>
    </div>
  );
}
