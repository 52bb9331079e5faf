import styles from "./skeleton.module.css";

/** A grey bar where text will be, `width` characters wide; it appears only after a moment. */
export function Skeleton({ width }: { width: number }) {
  return <span className={styles.bar} style={{ inlineSize: `${width}ch` }} aria-hidden="true" />;
}
