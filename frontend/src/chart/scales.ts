import { timeTicks, utcTicks } from "d3-time";
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

type Range = readonly [from: number, to: number];

/** Leads evenly from one range into another, and back. */
function evenly([from, to]: Range, [start, end]: Range): Omit<Axis, "ticks"> {
  const share = (end - start) / (to - from);
  return {
    place: (value) => start + (value - from) * share,
    value: (pixel) => from + (pixel - start) / share,
  };
}

/** Moments from `from` to `to` over the pixels of `range`, ticks at whole hours or days of the zone. */
export function timeAxis([from, to]: Range, range: Range, zone: Zone): Axis {
  const { place, value } = evenly([from, to], range);
  const wanted = Math.max(2, Math.floor((range[1] - range[0]) / TICK_PX));
  const ticksBetween = zone === "utc" ? utcTicks : timeTicks;
  const ticks = ticksBetween(new Date(from), new Date(to), wanted);
  return {
    place,
    value: (pixel) => Math.round(value(pixel)),
    ticks: ticks.map((at) => ({ at: place(at.getTime()), text: momentText(at) })),
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

const within = (value: number, most: number) => Math.min(most, Math.max(0, value));

/** Durations in seconds from none to `most` over `height` pixels, the longest at the top. */
export function durationAxis(most: number, height: number, log: boolean): Axis {
  const top = Math.max(10, most);
  const into = (value: number) => (log ? Math.log(Math.max(1, value)) : value);
  const outOf = (value: number) => (log ? Math.exp(value) : value);
  const way = evenly([into(0), into(top)], [height, 0]);
  const place = (value: number) => way.place(into(within(value, top)));
  const values = log
    ? ROUND_SECONDS.filter((size) => size <= top && [1, 10, 60, 600, 3_600, 28_800].includes(size))
    : durationTicks(top, 5);
  return {
    place,
    value: (pixel) => outOf(way.value(within(pixel, height))),
    ticks: values.map((value) => ({ at: place(value), text: duration(value) })),
  };
}
