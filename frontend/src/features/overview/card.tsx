import { type ReactNode, useId } from "react";
import type { Definition } from "../../domain/definitions";
import type { Delta } from "../../domain/delta";
import { DefinitionButton } from "../../ui/definition-button";
import { DeltaMark } from "../../ui/delta-mark";
import styles from "./cards.module.css";

interface CardProps {
  definition: Definition;
  /** The window the change is measured against, such as "24 hours before". */
  against: string;
  value: ReactNode;
  delta?: Delta | null;
  /** A small tag beside the label, such as `n = 3`. */
  tag?: string | null;
  /** The course of the number over the window. */
  course?: ReactNode;
  /** A second, quieter line below. */
  more?: ReactNode;
  children: ReactNode;
}

export function Card(props: CardProps) {
  const { definition, against, value, delta = null, tag = null, course, more, children } = props;
  const id = useId();
  return (
    <article className={styles.card} aria-labelledby={id}>
      <header className={styles.label}>
        <h2 id={id}>{definition.title}</h2>
        {tag && <span className={styles.tag}>{tag}</span>}
        <span className={styles.info}>
          <DefinitionButton
            definition={definition}
            more={delta && `The change compares with the ${against}.`}
          />
        </span>
      </header>
      <div className={styles.value}>
        {value}
        {delta && <DeltaMark delta={delta} against={against} />}
        {course && <span className={styles.course}>{course}</span>}
      </div>
      <div className={styles.foot}>
        {tag && <span className={styles.narrowTag}>{tag} · </span>}
        <span>{children}</span>
      </div>
      <div className={styles.foot}>{more}</div>
    </article>
  );
}
