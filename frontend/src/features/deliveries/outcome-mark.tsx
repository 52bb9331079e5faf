import { type Outcome, outcomeLook } from "../../domain/outcome";
import { StatusIcon } from "../../ui/status-icon";
import styles from "./deliveries.module.css";

/** An outcome as shape, colour and word. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { word, like, meaning } = outcomeLook(outcome);
  return (
    <span className={styles.outcome} title={meaning}>
      <StatusIcon status={like} />
      <span>{word}</span>
    </span>
  );
}
