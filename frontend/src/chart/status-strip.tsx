import { memo } from "react";
import type { Status } from "../domain/status";
import styles from "./status-strip.module.css";
import { BAR, type StripShape, stripPaths } from "./strip-paths";
import { stripWords } from "./strip-words";

const SHAPES: readonly StripShape[] = ["failure", "success", "running", "neutral"];

/** The last builds of a pipeline, newest at the right; drawn again only when one of them changes. */
export const StatusStrip = memo(
  function StatusStrip({ statuses }: { statuses: readonly Status[] }) {
    const paths = stripPaths(statuses);
    const width = Math.max(1, statuses.length * (BAR.width + BAR.gap) - BAR.gap);
    return (
      <svg
        className={styles.strip}
        width={width}
        height={BAR.height}
        viewBox={`0 0 ${width} ${BAR.height}`}
        role="img"
        aria-label={stripWords(statuses)}
      >
        {SHAPES.map(
          (shape) => paths[shape] && <path key={shape} data-shape={shape} d={paths[shape]} />,
        )}
      </svg>
    );
  },
  (before, after) => before.statuses.join() === after.statuses.join(),
);
