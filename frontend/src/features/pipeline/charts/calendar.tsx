import { Link, useNavigate } from "@tanstack/react-router";
import { serverNow } from "../../../api/clock";
import type { SeriesPoint } from "../../../api/types";
import { ChartFigure } from "../../../chart/chart-figure";
import { CursorSurface } from "../../../chart/cursor-surface";
import { PagedTable } from "../../../chart/paged-table";
import { useCursor } from "../../../chart/use-cursor";
import { calendarOf, type Day, weekday } from "../../../domain/calendar";
import { count, counted, rate } from "../../../domain/format";
import styles from "./calendar.module.css";

const WEEKS = 13;
const CELL = 24;
const LARGEST = 20;
const LEAST = 6;

function dayOf(point: SeriesPoint): Day {
  const { failure = 0, timed_out = 0 } = point.builds;
  const builds = Object.values(point.builds).reduce((sum, number) => sum + number, 0);
  return {
    date: point.at.slice(0, 10),
    builds,
    decided: point.decided,
    failed: failure + timed_out,
  };
}

function dayWords({ date, builds, decided, failed }: Day): string {
  if (builds === 0) return `${date}: no builds`;
  return `${date}: ${counted(builds, "build")}, ${count(failed)} of ${count(decided)} decided failed`;
}

/** One day: as large as it was busy, red from below as far as it failed. */
function Cell({ day, index, most }: { day: Day; index: number; most: number }) {
  const x = Math.floor(index / 7) * CELL + CELL / 2;
  const y = weekday(day.date) * CELL + CELL / 2;
  if (day.builds === 0) return <circle className={styles.none} cx={x} cy={y} r={1.5} />;
  const size = LEAST + (LARGEST - LEAST) * Math.sqrt(day.builds / most);
  const failed = day.decided === 0 ? 0 : (size * day.failed) / day.decided;
  const left = x - size / 2;
  const top = y - size / 2;
  return (
    <>
      <rect className={styles.good} x={left} y={top} width={size} height={size - failed} />
      <rect className={styles.bad} x={left} y={top + size - failed} width={size} height={failed} />
    </>
  );
}

interface CalendarProps {
  pipeline: number;
  series: readonly SeriesPoint[];
}

/** How reliable was it, day by day? */
export function Calendar({ pipeline, series }: CalendarProps) {
  const navigate = useNavigate();
  const days = calendarOf(series.map(dayOf), serverNow(), WEEKS);
  const busy = days.filter((day) => day.builds > 0);
  const most = Math.max(1, ...days.map((day) => day.builds));
  const search = ({ date }: Day) => ({
    pipeline: String(pipeline),
    window: `${date}..${date}`,
  });
  const cursor = useCursor({
    items: days,
    keyOf: ({ date }) => date,
    steps: { across: 7, down: 1 },
    words: dayWords,
    onOpen: (day) => void navigate({ to: "/", search: search(day) }),
  });
  const chosen = cursor.item;
  const indexAt = (x: number, y: number) => Math.floor(x / CELL) * 7 + Math.floor(y / CELL);
  const failing = busy.filter((day) => day.failed > 0).length;

  return (
    <ChartFigure
      title="Last 13 weeks"
      caption={`Builds on ${counted(busy.length, "day")}, failures on ${count(failing)}. Days in UTC.`}
      table={
        <PagedTable
          label="Days with builds, newest first"
          columns={["Day", "Builds", "Failed", "Success rate"]}
          rows={busy.toReversed()}
          keyOf={(day) => day.date}
          cells={(day) => [
            <Link key="day" to="/" search={search(day)}>
              {day.date}
            </Link>,
            count(day.builds),
            count(day.failed),
            rate(day.decided === 0 ? null : 1 - day.failed / day.decided),
          ]}
        />
      }
    >
      <CursorSurface
        className={styles.calendar}
        label="Builds by day"
        cursor={cursor}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const index = indexAt(event.clientX - box.left, event.clientY - box.top);
          if (index >= 0 && index < days.length) cursor.setAt(index);
        }}
        onClick={() => {
          if (chosen) void navigate({ to: "/", search: search(chosen) });
        }}
      >
        <svg width={WEEKS * CELL} height={7 * CELL} aria-hidden="true">
          {days.map((day, index) => (
            <Cell key={day.date} day={day} index={index} most={most} />
          ))}
          {cursor.moved && chosen && cursor.index !== null && (
            <rect
              className={styles.cursor}
              x={Math.floor(cursor.index / 7) * CELL + 0.5}
              y={weekday(chosen.date) * CELL + 0.5}
              width={CELL - 1}
              height={CELL - 1}
              rx={3}
            />
          )}
        </svg>
      </CursorSurface>
      <p className={styles.readout}>
        {cursor.moved && chosen
          ? dayWords(chosen)
          : "The larger a day, the more builds; red is the share that failed."}
      </p>
    </ChartFigure>
  );
}
