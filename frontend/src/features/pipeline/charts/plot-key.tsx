import { Link } from "@tanstack/react-router";
import type { Regression } from "../../../api/types";
import { dayAndClock, duration, instant, shortSha } from "../../../domain/format";
import styles from "./plot.module.css";

/** When it got slower, by how much, and with which commit. */
function Slowdown({ item }: { item: Regression }) {
  return (
    <li>
      <svg width="12" height="12" aria-hidden="true">
        <path className={styles.slower} d="M6 0v12" />
      </svg>
      <span>
        Slower since {dayAndClock(instant(item.since) ?? 0)}: {duration(item.baseline_seconds)} →{" "}
        {duration(item.recent_seconds)}, from{" "}
        <Link to="/b/$buildId" params={{ buildId: String(item.first_slow_build) }}>
          {item.first_slow_commit ? shortSha(item.first_slow_commit) : "this build"}
        </Link>{" "}
        on
      </span>
    </li>
  );
}

/** What the shapes of the durations' chart mean. */
export function PlotKey({ slowdown }: { slowdown: Regression | null }) {
  return (
    <ul className={styles.key}>
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <circle className={styles.success} cx="6" cy="6" r="3" />
        </svg>
        Passed
      </li>
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <path className={styles.failure} d="M3 3l6 6M9 3l-6 6" />
        </svg>
        Failed
      </li>
      <li>
        <svg width="18" height="12" aria-hidden="true">
          <rect className={styles.band} width="18" height="12" />
          <path className={styles.median} d="M0 11h18" />
        </svg>
        p50 to p95
      </li>
      {slowdown && <Slowdown item={slowdown} />}
    </ul>
  );
}
