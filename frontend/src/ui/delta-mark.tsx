import { ArrowDown, ArrowRight, ArrowUp } from "lucide-react";
import type { Delta } from "../domain/delta";
import styles from "./delta-mark.module.css";

const ARROWS = { up: ArrowUp, down: ArrowDown, same: ArrowRight };

/** A change with its arrow and size; `against` names what it is measured against. */
export function DeltaMark({ delta, against }: { delta: Delta; against: string }) {
  const Arrow = ARROWS[delta.direction];
  return (
    <span
      className={styles.delta}
      data-tone={delta.tone}
      title={`${delta.words} in the ${against}`}
    >
      <Arrow size={13} strokeWidth={2.5} aria-hidden />
      <span aria-hidden="true">{delta.size}</span>
      <span className={styles.hidden}>
        {delta.tone === "even" ? "" : `${delta.tone}: `}
        {delta.words} in the {against}
      </span>
    </span>
  );
}
