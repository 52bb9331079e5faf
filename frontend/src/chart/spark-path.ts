export interface Size {
  readonly width: number;
  readonly height: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

/**
 * A line through values spread evenly over the width, the highest at the top; a missing value breaks
 * the line, and one that stands alone is drawn as a dot's worth of line.
 */
export function sparkPath(values: readonly (number | null)[], { width, height }: Size): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "";
  const least = Math.min(...known);
  const spread = Math.max(...known) - least;
  const x = (index: number) =>
    round(values.length === 1 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) =>
    round(spread === 0 ? height / 2 : height - ((value - least) / spread) * height);
  return values
    .map((value, index) => {
      if (value === null) return "";
      const before = values[index - 1] ?? null;
      const after = values[index + 1] ?? null;
      const point = `${x(index)} ${y(value)}`;
      if (before !== null) return `L${point}`;
      return after === null ? `M${point}h0.1` : `M${point}`;
    })
    .join("");
}
