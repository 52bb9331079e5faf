import { type ReactNode, useState } from "react";
import styles from "./chart-figure.module.css";

interface ChartFigureProps {
  title: string;
  /** What the chart shows, as a sentence made from its data. */
  caption: string;
  /** Buttons beside the title. */
  tools?: ReactNode;
  /** The same data as a table. */
  table: ReactNode;
  children: ReactNode;
}

/** A chart with its title, its finding in words, and its table, which is made when it is opened. */
export function ChartFigure({ title, caption, tools, table, children }: ChartFigureProps) {
  const [opened, setOpened] = useState(false);
  return (
    <section className={styles.panel} aria-label={title}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {tools && <div className={styles.tools}>{tools}</div>}
      </div>
      <figure className={styles.figure}>
        <figcaption className={styles.caption}>{caption}</figcaption>
        {children}
      </figure>
      <details className={styles.details} onToggle={() => setOpened(true)}>
        <summary>Show as table</summary>
        {opened && table}
      </details>
    </section>
  );
}
