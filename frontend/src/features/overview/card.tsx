import { ArrowDown, ArrowRight, ArrowUp, Info } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { Delta } from "../../domain/delta";
import { Popover } from "../../ui/popover";
import styles from "./cards.module.css";
import definitionStyles from "./definition.module.css";
import type { Definition } from "./definitions";

const ARROWS = { up: ArrowUp, down: ArrowDown, same: ArrowRight };

function DeltaMark({ delta, against }: { delta: Delta; against: string }) {
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

interface CardProps {
  definition: Definition;
  /** The window the change is measured against, such as "24 hours before". */
  against: string;
  value: ReactNode;
  delta?: Delta | null;
  /** A small tag beside the label, such as `n = 3`. */
  tag?: string | null;
  children: ReactNode;
}

export function Card({
  definition,
  against,
  value,
  delta = null,
  tag = null,
  children,
}: CardProps) {
  const id = useId();
  return (
    <article className={styles.card} aria-labelledby={`${id}-title`}>
      <header className={styles.label}>
        <h2 id={`${id}-title`}>{definition.title}</h2>
        {tag && <span className={styles.tag}>{tag}</span>}
        <button
          type="button"
          className={styles.info}
          popoverTarget={id}
          aria-label={`How is ${definition.title.toLowerCase()} computed?`}
        >
          <Info size={14} aria-hidden />
        </button>
        <Popover id={id} label={`How ${definition.title.toLowerCase()} is computed`}>
          <div className={definitionStyles.definition}>
            <strong>{definition.title}</strong>
            <code>{definition.formula}</code>
            <ul>
              {definition.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
              {delta && <li>The change compares with the {against}.</li>}
            </ul>
          </div>
        </Popover>
      </header>
      <div className={styles.value}>
        {value}
        {delta && <DeltaMark delta={delta} against={against} />}
      </div>
      <div className={styles.foot}>{children}</div>
    </article>
  );
}
