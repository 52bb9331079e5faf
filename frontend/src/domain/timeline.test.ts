import { expect, test } from "vitest";
import { type TimedJob, timelineOf } from "./timeline";

const S = 1_000;
const job = (id: number, queued: number, started: number | null, finished: number | null) => ({
  id,
  queued: queued * S,
  started: started === null ? null : started * S,
  finished: finished === null ? null : finished * S,
});

test("each job stands where it waited and ran", () => {
  const timeline = timelineOf([job(1, 0, 20, 60), job(2, 0, 60, 100)], 0);
  expect(timeline?.seconds).toBe(100);
  expect(timeline?.bars.get(1)).toEqual({ queuedAt: 0, startedAt: 0.2, endedAt: 0.6 });
  expect(timeline?.bars.get(2)).toEqual({ queuedAt: 0, startedAt: 0.6, endedAt: 1 });
});

test("the path is what the last job waited for, not what ran beside it", () => {
  const jobs = [job(1, 0, 0, 50), job(2, 0, 0, 300), job(3, 0, 301, 400), job(4, 0, 0, 390)];
  expect(timelineOf(jobs, 0)?.path).toEqual([2, 3]);
});

test("a job that runs reaches to the present, and one that has not started stands nowhere", () => {
  const timeline = timelineOf([job(1, 0, 10, null), job(2, 0, null, null)], 40 * S);
  expect(timeline?.bars.get(1)?.endedAt).toBe(1);
  expect(timeline?.bars.has(2)).toBe(false);
  expect(timelineOf([job(2, 0, null, null)], 40 * S)).toBeNull();
});

test("whatever the times, bars stay within and the path has no job twice", () => {
  let seed = 7;
  const random = (most: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % most;
  };
  for (let round = 0; round < 500; round += 1) {
    const jobs: TimedJob[] = Array.from({ length: random(12) }, (_, id) =>
      job(id, random(100), random(4) === 0 ? null : random(100), random(3) ? random(100) : null),
    );
    const timeline = timelineOf(jobs, 100 * S);
    if (timeline === null) continue;
    for (const { queuedAt, startedAt, endedAt } of timeline.bars.values()) {
      const inOrder = [0, queuedAt, startedAt, endedAt, 1];
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    }
    expect(new Set(timeline.path).size).toBe(timeline.path.length);
  }
});
