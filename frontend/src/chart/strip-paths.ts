import { isFailure, isUnfinished, type Status } from "../domain/status";

/** How a build stands in a strip: by height and fill as well as by hue. */
export type StripShape = "failure" | "success" | "running" | "neutral";

export const BAR = { width: 4, gap: 2, height: 20 } as const;

function shapeOf(status: Status): StripShape {
  if (isFailure(status)) return "failure";
  if (isUnfinished(status)) return "running";
  return status === "success" ? "success" : "neutral";
}

const DRAW: Record<StripShape, (x: number) => string> = {
  failure: (x) => `M${x} 0h${BAR.width}v${BAR.height}h-${BAR.width}z`,
  success: (x) => `M${x} 10h${BAR.width}v10h-${BAR.width}z`,
  running: (x) => `M${x} 10h${BAR.width}v4h-${BAR.width}zM${x} 16h${BAR.width}v4h-${BAR.width}z`,
  neutral: (x) => `M${x + 0.5} 14.5h${BAR.width - 1}v5h-${BAR.width - 1}z`,
};

/** One path for each shape, whatever the number of bars: failures stand full, successes half, runs are notched, the rest hollow. */
export function stripPaths(statuses: readonly Status[]): Readonly<Record<StripShape, string>> {
  const paths: Record<StripShape, string> = { failure: "", success: "", running: "", neutral: "" };
  statuses.forEach((status, index) => {
    const shape = shapeOf(status);
    paths[shape] += DRAW[shape](index * (BAR.width + BAR.gap));
  });
  return paths;
}
