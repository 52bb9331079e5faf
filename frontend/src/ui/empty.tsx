import type { ReactNode } from "react";
import styles from "./empty.module.css";

/** What stands where rows would be: what is so, and the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
