/** A job's times in milliseconds since the epoch; null where it has not come so far. */
export interface TimedJob {
  readonly id: number;
  readonly queued: number | null;
  readonly started: number | null;
  readonly finished: number | null;
}

/** Where a job stands in the time of all, as shares from 0 to 1. */
export interface Bar {
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface Timeline {
  /** From the first that was queued to the last that ended, in seconds. */
  readonly seconds: number;
  readonly bars: ReadonlyMap<number, Bar>;
  /** The jobs that made it take as long as it did, in the order they ran. */
  readonly path: readonly number[];
}

/** Jobs that follow one another within this long are taken to have waited for each other, in milliseconds. */
const HANDOVER_MS = 30_000;

interface Run {
  readonly id: number;
  readonly queued: number;
  readonly started: number;
  readonly ended: number;
}

function runsOf(jobs: readonly TimedJob[], now: number): readonly Run[] {
  return jobs.flatMap(({ id, queued, started, finished }) => {
    if (started === null) return [];
    const ended = Math.max(started, finished ?? now);
    return [{ id, queued: Math.min(queued ?? started, started), started, ended }];
  });
}

/**
 * The chain of jobs from the first to the one that ended last, each having begun as soon as the one before had ended.
 * Providers do not tell what needs what, so this is read from the times.
 */
function pathOf(runs: readonly Run[]): readonly number[] {
  const path: number[] = [];
  let last = runs.reduce<Run | null>((a, b) => (a === null || b.ended > a.ended ? b : a), null);
  while (last !== null && !path.includes(last.id)) {
    path.unshift(last.id);
    const { started }: Run = last;
    last = runs
      .filter(({ ended }) => ended <= started && started - ended <= HANDOVER_MS)
      .reduce<Run | null>((a, b) => (a === null || b.ended > a.ended ? b : a), null);
  }
  return path;
}

/** When each job waited and ran; null while none has started. A job that runs ends for now at `now`. */
export function timelineOf(jobs: readonly TimedJob[], now: number): Timeline | null {
  const runs = runsOf(jobs, now);
  const from = Math.min(...runs.map(({ queued }) => queued));
  const to = Math.max(...runs.map(({ ended }) => ended));
  if (runs.length === 0 || to <= from) return null;
  const share = (at: number) => (at - from) / (to - from);
  const bars = runs.map(({ id, queued, started, ended }) => {
    const bar = { queuedAt: share(queued), startedAt: share(started), endedAt: share(ended) };
    return [id, bar] as const;
  });
  return { seconds: (to - from) / 1000, bars: new Map(bars), path: pathOf(runs) };
}
