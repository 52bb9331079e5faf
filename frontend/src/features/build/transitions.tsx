import type { Transition } from "../../api/types";
import { statusWord } from "../../domain/status";
import layout from "../../styles/layout.module.css";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./build.module.css";

/** How the build came to its present status, the latest change first. */
export function Transitions({ transitions }: { transitions: readonly Transition[] }) {
  return (
    <section className={layout.panel} aria-labelledby="transitions">
      <div className={styles.panelHead}>
        <h2 id="transitions">History</h2>
      </div>
      <ol className={styles.list} aria-label="Status changes, latest first">
        {transitions.toReversed().map((one) => (
          <li key={one.version}>
            <StatusIcon status={one.to} />
            <span>
              {one.from && <span className={layout.muted}>{statusWord(one.from)} → </span>}
              <strong>{statusWord(one.to)}</strong>
              {one.attempt > 1 && <span className={layout.muted}> (try {one.attempt})</span>}
            </span>
            <span className={styles.when}>
              <Age at={one.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
