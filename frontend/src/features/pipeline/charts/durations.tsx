import { Link, useNavigate } from "@tanstack/react-router";
import { ZoomOut } from "lucide-react";
import { serverNow } from "../../../api/clock";
import type { Build, PipelineMetrics, Regression } from "../../../api/types";
import { ChartFigure } from "../../../chart/chart-figure";
import { PagedTable } from "../../../chart/paged-table";
import { useWidth } from "../../../chart/use-width";
import { percentileDelta } from "../../../domain/delta";
import { absoluteTime, counted, duration, instant } from "../../../domain/format";
import {
  type TimeWindow,
  windowBetween,
  windowBounds,
  windowPhrase,
  windowShifted,
  windowWidened,
  windowWords,
} from "../../../domain/time-window";
import { Button } from "../../../ui/button";
import { StatusPill } from "../../../ui/status-pill";
import type { PipelineView } from "../search";
import { DurationPlot } from "./duration-plot";
import { PlotKey } from "./plot-key";

/** Nothing shorter can be zoomed to, in milliseconds. */
const SHORTEST_MS = 10 * 60_000;

interface DurationsProps {
  view: PipelineView;
  onView: (edit: (view: PipelineView) => PipelineView) => void;
  metrics: PipelineMetrics | undefined;
  /** Newest first. */
  builds: readonly Build[];
  /** What is said while the builds are not known. */
  notKnown: string | null;
  /** Since when it takes longer, where it does. */
  slowdown: Regression | null;
  /** Whether older builds of the window are not drawn. */
  cut: boolean;
}

function captionOf({ view, metrics, builds, cut }: DurationsProps): string {
  const now = serverNow();
  const phrase = windowPhrase(view.window, now);
  const drawn = cut
    ? `The newest ${counted(builds.length, "build")}`
    : counted(builds.length, "build");
  const delta = metrics
    ? percentileDelta(metrics.p50_duration_seconds, metrics.previous.p50_duration_seconds)
    : null;
  if (!metrics || metrics.p50_duration_seconds === null) return `${drawn} ${phrase}.`;
  const change = delta ? `, ${delta.words} in the ${windowWords(view.window, now)} before` : "";
  return `${drawn} ${phrase}; half took no longer than ${duration(metrics.p50_duration_seconds)}${change}.`;
}

function Tools({ view, onView }: Pick<DurationsProps, "view" | "onView">) {
  const now = serverNow();
  const go = (move: (window: TimeWindow) => TimeWindow) =>
    onView((asked) => ({ ...asked, window: move(asked.window) }));
  return (
    <>
      <Button onClick={() => go((window) => windowShifted(window, -1, now))}>Earlier</Button>
      <Button onClick={() => go((window) => windowShifted(window, 1, now))}>Later</Button>
      <Button onClick={() => go((window) => windowWidened(window, now))}>
        <ZoomOut size={14} aria-hidden /> Zoom out
      </Button>
      <Button
        aria-pressed={view.log}
        onClick={() => onView((asked) => ({ ...asked, log: !asked.log }))}
      >
        Log scale
      </Button>
    </>
  );
}

function BuildsTable({ builds }: { builds: readonly Build[] }) {
  return (
    <PagedTable
      label="Builds behind the chart"
      columns={["Created", "Status", "Duration", "Branch"]}
      rows={builds}
      keyOf={(build) => build.id}
      cells={(build) => [
        <Link key="created" to="/b/$buildId" params={{ buildId: String(build.id) }}>
          {absoluteTime(instant(build.created_at) ?? 0)}
        </Link>,
        <StatusPill key="status" status={build.status} />,
        duration(build.duration_seconds),
        <span key="branch" dir="auto">
          {build.branch ?? "–"}
        </span>,
      ]}
    />
  );
}

/** Is this getting slower, and since when? */
export function Durations(props: DurationsProps) {
  const { view, onView, metrics, builds } = props;
  const [frame, width] = useWidth();
  const navigate = useNavigate();
  const now = serverNow();
  const bounds = windowBounds(view.window, now);
  const timed = builds.filter((build) => build.duration_seconds !== null);

  function zoom(from: number, to: number): void {
    const end = Math.min(to, now);
    if (end - from < SHORTEST_MS) return;
    onView((asked) => ({ ...asked, window: windowBetween(from, end) }));
  }

  return (
    <ChartFigure
      title="Durations"
      caption={props.notKnown ?? captionOf(props)}
      tools={<Tools view={view} onView={onView} />}
      table={<BuildsTable builds={timed} />}
    >
      <PlotKey slowdown={props.slowdown} />
      <div ref={frame}>
        <DurationPlot
          width={width}
          builds={timed.toReversed()}
          series={metrics?.series ?? []}
          from={bounds.from}
          to={bounds.to ?? now}
          log={view.log}
          slowedAt={instant(props.slowdown?.since)}
          onOpen={(build) =>
            void navigate({ to: "/b/$buildId", params: { buildId: String(build.id) } })
          }
          onZoom={zoom}
        />
      </div>
    </ChartFigure>
  );
}
