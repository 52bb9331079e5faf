import { scaleLinear, scaleLog, scaleTime, scaleUtc } from "d3-scale";
import { day, duration, shortClock } from "../domain/format";
import type { Zone } from "../domain/zone";

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Axis {
  /** Where a value stands, in pixels. */
  readonly place: (value: number) => number;
  /** The value at a pixel. */
  readonly value: (pixel: number) => number;
  readonly ticks: readonly Tick[];
}

/** Pixels that one tick of the time axis needs. */
const TICK_PX = 90;

/** The time of day, or the day where one begins. */
function momentText(at: Date): string {
  const text = shortClock(at.getTime());
  return text === "00:00" ? day(at.getTime()) : text;
}

/** Moments from `from` to `to` over the pixels of `range`, ticks at whole hours or days of the zone. */
export function timeAxis(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
  zone: Zone,
): Axis {
  const scale = (zone === "utc" ? scaleUtc() : scaleTime()).domain([from, to]).range([start, end]);
  const wanted = Math.max(2, Math.floor((end - start) / TICK_PX));
  return {
    place: (value) => scale(value),
    value: (pixel) => scale.invert(pixel).getTime(),
    ticks: scale.ticks(wanted).map((at) => ({ at: scale(at), text: momentText(at) })),
  };
}

/** Lengths of time that read well on an axis, in seconds. */
const ROUND_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400,
];

function durationTicks(most: number, wanted: number): readonly number[] {
  const step = ROUND_SECONDS.find((size) => most / size <= wanted) ?? Math.ceil(most / wanted);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** Durations in seconds from none to `most` over `height` pixels, the longest at the top. */
export function durationAxis(most: number, height: number, log: boolean): Axis {
  const top = Math.max(10, most);
  const scale = log
    ? scaleLog().domain([1, top]).range([height, 0]).clamp(true)
    : scaleLinear().domain([0, top]).range([height, 0]).clamp(true);
  const place = (value: number) => scale(log ? Math.max(1, value) : value);
  const values = log
    ? ROUND_SECONDS.filter((size) => size <= top && [1, 10, 60, 600, 3_600, 28_800].includes(size))
    : durationTicks(top, 5);
  return {
    place,
    value: (pixel) => scale.invert(pixel),
    ticks: values.map((value) => ({ at: place(value), text: duration(value) })),
  };
}
