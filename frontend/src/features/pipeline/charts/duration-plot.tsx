import { type PointerEvent, useMemo, useRef, useState } from "react";
import type { Build, SeriesPoint } from "../../../api/types";
import { CursorSurface } from "../../../chart/cursor-surface";
import { bandPaths, dotPaths, nearestDot } from "../../../chart/plot-paths";
import { durationAxis, timeAxis } from "../../../chart/scales";
import { useCursor } from "../../../chart/use-cursor";
import { absoluteTime, duration, instant } from "../../../domain/format";
import { statusWord } from "../../../domain/status";
import { currentZone } from "../../../domain/zone";
import { Axes } from "./axes";
import styles from "./plot.module.css";

const HEIGHT = 240;
const MARGIN = { start: 56, end: 12, top: 10, bottom: 26 } as const;

/** How near the pointer must be to a build to mean it, and how far it must go to mean a zoom, in pixels. */
const REACH_PX = 14;
const DRAG_PX = 6;

/** How much of the window each key keeps about the build under the cursor. */
const ZOOM_KEYS: Readonly<Record<string, number>> = { "+": 0.5, "-": 2 };

interface DurationPlotProps {
  width: number;
  /** Builds that have a duration, oldest first. */
  builds: readonly Build[];
  series: readonly SeriesPoint[];
  from: number;
  to: number;
  log: boolean;
  /** When it began to take longer, in milliseconds since the epoch. */
  slowedAt: number | null;
  onOpen: (build: Build) => void;
  onZoom: (from: number, to: number) => void;
}

export function buildWords(build: Build): string {
  const at = absoluteTime(instant(build.created_at) ?? 0);
  const branch = build.branch ? ` on ${build.branch}` : "";
  return `${statusWord(build.status)} in ${duration(build.duration_seconds)}${branch}, ${at}`;
}

function useGeometry({ width, builds, series, from, to, log }: DurationPlotProps) {
  return useMemo(() => {
    const inner = {
      width: width - MARGIN.start - MARGIN.end,
      height: HEIGHT - MARGIN.top - MARGIN.bottom,
    };
    const x = timeAxis([from, to], [0, inner.width], currentZone());
    const p95s = series.map((point) => point.p95_duration_seconds ?? 0);
    const longest = Math.max(0, ...builds.map((build) => build.duration_seconds ?? 0), ...p95s);
    const y = durationAxis(longest, inner.height, log);
    const dots = builds.map((build) => ({
      x: x.place(instant(build.created_at) ?? from),
      y: y.place(build.duration_seconds ?? 0),
      status: build.status,
    }));
    const times = series.map((point) => instant(point.at) ?? from);
    const step = (times[1] ?? to) - (times[0] ?? from);
    const height = (value: number | null) => (value === null ? null : y.place(value));
    const band = bandPaths(
      series.map((point, index) => ({
        x: x.place(Math.min(to, Math.max(from, (times[index] ?? from) + step / 2))),
        low: height(point.p50_duration_seconds),
        high: height(point.p95_duration_seconds),
      })),
    );
    return { inner, x, y, dots, paths: dotPaths(dots), band };
  }, [width, builds, series, from, to, log]);
}

/** Every build as a dot over the band of its hour or day; drag to zoom, or move by arrows and zoom by + and -. */
export function DurationPlot(props: DurationPlotProps) {
  const { width, builds, from, to, slowedAt, onOpen, onZoom } = props;
  const { inner, x, y, dots, paths, band } = useGeometry(props);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const surface = useRef<HTMLDivElement>(null);
  const cursor = useCursor({ items: builds, keyOf: ({ id }) => id, words: buildWords, onOpen });
  const dot = cursor.index === null ? undefined : dots[cursor.index];
  const build = cursor.item;

  function pointAt(event: PointerEvent): { x: number; y: number } {
    const box = surface.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }

  function onMove(event: PointerEvent): void {
    const point = pointAt(event);
    if (drag) {
      setDrag([drag[0], Math.max(0, Math.min(inner.width, point.x))]);
      return;
    }
    const nearest = nearestDot(dots, point, REACH_PX);
    if (nearest !== null) cursor.setAt(nearest);
  }

  function onUp(event: PointerEvent): void {
    const point = pointAt(event);
    setDrag(null);
    if (!drag) return;
    if (Math.abs(drag[1] - drag[0]) >= DRAG_PX) {
      onZoom(x.value(Math.min(...drag)), x.value(Math.max(...drag)));
      return;
    }
    const meant = nearestDot(dots, point, REACH_PX);
    const chosen = meant === null ? undefined : builds[meant];
    if (chosen) onOpen(chosen);
  }

  function zoom(share: number): void {
    const middle = build ? (instant(build.created_at) ?? from) : (from + to) / 2;
    const half = ((to - from) * share) / 2;
    onZoom(middle - half, middle + half);
  }

  return (
    <>
      <div className={styles.plot} style={{ blockSize: HEIGHT }}>
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <g transform={`translate(${MARGIN.start} ${MARGIN.top})`}>
            <Axes width={inner.width} height={inner.height} x={x.ticks} y={y.ticks} />
            <path className={styles.band} d={band.area} />
            <path className={styles.median} d={band.line} />
            {slowedAt !== null && slowedAt >= from && slowedAt <= to && (
              <path className={styles.slower} d={`M${x.place(slowedAt)} 0v${inner.height}`} />
            )}
            <path className={styles.other} d={paths.other} />
            <path className={styles.success} d={paths.success} />
            <path className={styles.failure} d={paths.failure} />
            {dot && cursor.moved && (
              <circle className={styles.cursor} cx={dot.x} cy={dot.y} r={7} />
            )}
            {drag && (
              <rect
                className={styles.drag}
                x={Math.min(...drag)}
                width={Math.abs(drag[1] - drag[0])}
                height={inner.height}
              />
            )}
          </g>
        </svg>
        <CursorSurface
          ref={surface}
          className={styles.surface}
          style={{ inset: `${MARGIN.top}px ${MARGIN.end}px ${MARGIN.bottom}px ${MARGIN.start}px` }}
          label="Builds by time and duration"
          cursor={cursor}
          onKeyDown={(event) => {
            const share = ZOOM_KEYS[event.key];
            if (share === undefined) return;
            event.preventDefault();
            zoom(share);
          }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            const { x: start } = pointAt(event);
            setDrag([start, start]);
          }}
          onPointerMove={onMove}
          onPointerUp={onUp}
          onPointerCancel={() => setDrag(null)}
        />
      </div>
      <p className={styles.readout}>
        {build && cursor.moved
          ? buildWords(build)
          : "Drag to zoom, click a build to open it. By key: arrows, Enter, + and −."}
      </p>
    </>
  );
}
