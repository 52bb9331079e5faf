import { type Status, statusWord } from "../domain/status";
import styles from "./status.module.css";
import { StatusIcon } from "./status-icon";

/** A status as shape, colour and word; `title` adds the provider's own words. */
export function StatusPill({ status, raw }: { status: Status; raw?: string | null }) {
  return (
    <span className={styles.pill} title={raw ? `provider says: ${raw}` : undefined}>
      <StatusIcon status={status} />
      <span>{statusWord(status)}</span>
    </span>
  );
}
