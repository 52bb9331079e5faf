import { isFailure, type Status } from "../domain/status";

export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly status: Status;
}

/** How a dot is drawn: failures as crosses, passes as discs, the rest as rings. */
export type DotShape = "failure" | "success" | "other";

/** Half of a dot's width, in pixels. */
const R = 3;

const round = (value: number) => Math.round(value * 10) / 10;

const DRAW: Record<DotShape, (x: number, y: number) => string> = {
  failure: (x, y) => `M${x - R} ${y - R}l${2 * R} ${2 * R}M${x + R} ${y - R}l${-2 * R} ${2 * R}`,
  success: (x, y) => `M${x - R} ${y}a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0`,
  other: (x, y) => `M${x - R} ${y}a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0`,
};

export function dotShape(status: Status): DotShape {
  if (isFailure(status)) return "failure";
  return status === "success" ? "success" : "other";
}

/** All dots of a shape as one path, so that a thousand builds are three elements. */
export function dotPaths(dots: readonly Dot[]): Readonly<Record<DotShape, string>> {
  const paths: Record<DotShape, string> = { failure: "", success: "", other: "" };
  for (const { x, y, status } of dots) {
    const shape = dotShape(status);
    paths[shape] += DRAW[shape](round(x), round(y));
  }
  return paths;
}

/** A point of a band, its edges as heights on the chart; null where nothing is known. */
export interface BandPoint {
  readonly x: number;
  readonly low: number | null;
  readonly high: number | null;
}

type Known = BandPoint & { readonly low: number; readonly high: number };

const isKnown = (point: BandPoint): point is Known => point.low !== null && point.high !== null;

/** Neighbouring known points together; what is not known parts them. */
function stretches(points: readonly BandPoint[]): readonly (readonly Known[])[] {
  const all: Known[][] = [];
  let open: Known[] | null = null;
  for (const point of points) {
    if (!isKnown(point)) {
      open = null;
    } else if (open) {
      open.push(point);
    } else {
      open = [point];
      all.push(open);
    }
  }
  return all;
}

const line = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");

/** The area between both edges and the line along the low one; a lone point is a short bar. */
export function bandPaths(points: readonly BandPoint[]): { area: string; line: string } {
  const parts = stretches(points);
  const widened = parts.map((part) =>
    part.length > 1 || !part[0]
      ? part
      : [
          { ...part[0], x: part[0].x - 3 },
          { ...part[0], x: part[0].x + 3 },
        ],
  );
  const area = widened.map((part) => {
    const there = part.map(({ x, high }) => [x, high] as const);
    const back = part.toReversed().map(({ x, low }) => [x, low] as const);
    return `M${line([...there, ...back])}Z`;
  });
  const low = widened.map((part) => `M${line(part.map((point) => [point.x, point.low] as const))}`);
  return { area: area.join(""), line: low.join("") };
}

/** The index of the dot nearest to a point, no farther than `reach` pixels; null where there is none. */
export function nearestDot(
  dots: readonly Dot[],
  at: { readonly x: number; readonly y: number },
  reach: number,
): number | null {
  let best: number | null = null;
  let least = reach;
  dots.forEach((dot, index) => {
    const distance = Math.hypot(dot.x - at.x, dot.y - at.y);
    if (distance <= least) [best, least] = [index, distance];
  });
  return best;
}
