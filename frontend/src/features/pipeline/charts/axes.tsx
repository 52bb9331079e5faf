import type { Tick } from "../../../chart/scales";
import styles from "./plot.module.css";

interface AxesProps {
  width: number;
  height: number;
  x: readonly Tick[];
  y: readonly Tick[];
}

/** The lines and words of a chart's edges. */
export function Axes({ width, height, x, y }: AxesProps) {
  return (
    <g className={styles.axes}>
      {y.map(({ at, text }) => (
        <g key={text} transform={`translate(0 ${at})`}>
          <line x2={width} />
          <text x={-8} dy="0.32em" textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {x.map(({ at, text }) => (
        <text key={at} x={at} y={height + 18} textAnchor="middle">
          {text}
        </text>
      ))}
    </g>
  );
}
