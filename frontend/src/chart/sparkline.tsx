import { sparkPath } from "./spark-path";
import styles from "./sparkline.module.css";

const SIZE = { width: 96, height: 24 };

interface SparklineProps {
  values: readonly (number | null)[];
  /** The course in words. */
  label: string;
}

/** The course of a number over a window, without axes; nothing where fewer than two values are known. */
export function Sparkline({ values, label }: SparklineProps) {
  if (values.filter((value) => value !== null).length < 2) return null;
  return (
    <svg
      className={styles.spark}
      width={SIZE.width}
      height={SIZE.height}
      viewBox={`-2 -2 ${SIZE.width + 4} ${SIZE.height + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={sparkPath(values, SIZE)} />
    </svg>
  );
}
