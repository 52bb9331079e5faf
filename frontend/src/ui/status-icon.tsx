import { type Status, statusTone } from "../domain/status";
import styles from "./status.module.css";

const SHAPES: Record<Status, string> = {
  success: "M4.5 8.4l2.4 2.4 4.7-5.2",
  failure: "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6",
  timed_out: "M8 4.6V8l2.3 1.6",
  running: "M8 4.2a3.8 3.8 0 0 1 0 7.6z",
  queued: "M5.2 8h.01M8 8h.01M10.8 8h.01",
  blocked: "M6.3 5.4v5.2M9.7 5.4v5.2",
  cancelled: "M5 8h6",
  skipped: "M5 5.4L8 8l-3 2.6M8.6 5.4L11.6 8l-3 2.6",
  unknown: "M6.4 6.4a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.1M8 11h.01",
};

/** Statuses that ended badly or well are filled discs; those under way or without a verdict are outlines. */
const FILLED: readonly Status[] = ["success", "failure", "timed_out"];

/** The shape of a status in its hue; the word stands beside it, so it is hidden from screen readers. */
export function StatusIcon({ status, size = 16 }: { status: Status; size?: number }) {
  const filled = FILLED.includes(status);
  const square = status === "failure" || status === "timed_out";
  return (
    <svg
      className={styles.icon}
      data-tone={statusTone(status)}
      data-filled={filled}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {square ? (
        <rect className={styles.disc} x="1" y="1" width="14" height="14" rx="4" />
      ) : (
        <circle
          className={styles.disc}
          cx="8"
          cy="8"
          r={filled ? 7 : 6.25}
          strokeDasharray={status === "queued" ? "2.6 2.3" : undefined}
        />
      )}
      <path className={status === "running" ? styles.wedge : styles.mark} d={SHAPES[status]} />
    </svg>
  );
}
