import { Skeleton } from "../../ui/skeleton";
import styles from "./row.module.css";

const ROWS = [
  [18, 30],
  [14, 36],
  [20, 24],
  [16, 33],
  [13, 28],
  [19, 35],
  [15, 26],
  [17, 31],
  [14, 29],
  [18, 34],
] as const;

/** Rows of the same geometry as builds, while the first are on their way. */
export function SkeletonRows() {
  return ROWS.map(([name, commit]) => (
    <div key={`${name}-${commit}`} role="row" className={styles.skeleton}>
      <div role="cell" className={styles.pipeline}>
        <Skeleton width={name} />
      </div>
      <div role="cell" className={styles.commit}>
        <Skeleton width={commit} />
      </div>
      <div role="cell" className={styles.status}>
        <Skeleton width={9} />
      </div>
      <div role="cell" className={styles.strip} />
      <div role="cell" className={styles.duration}>
        <Skeleton width={6} />
      </div>
      <div role="cell" className={styles.started}>
        <Skeleton width={8} />
      </div>
    </div>
  ));
}
