import { isFailure, isUnfinished, type Status } from "./status";

interface JobLike {
  readonly id: number;
  readonly attempt: number;
  readonly status: Status;
}

export interface JobGroup<T> {
  readonly name: string;
  readonly jobs: readonly T[];
}

const GROUPS: readonly (readonly [name: string, holds: (status: Status) => boolean])[] = [
  ["Failed", isFailure],
  ["Running", (status) => status === "running"],
  ["Waiting", isUnfinished],
  ["Passed", (status) => status === "success"],
  ["Not run", () => true],
];

/** The jobs of the latest attempt by what became of them, what failed first; then those of the attempts before. */
export function groupJobs<T extends JobLike>(
  jobs: readonly T[],
  attempt: number,
): readonly JobGroup<T>[] {
  let left = jobs.filter((job) => job.attempt === attempt).toSorted((a, b) => a.id - b.id);
  const groups = GROUPS.map(([name, holds]) => {
    const group = { name, jobs: left.filter((job) => holds(job.status)) };
    left = left.filter((job) => !holds(job.status));
    return group;
  });
  const earlier = jobs
    .filter((job) => job.attempt !== attempt)
    .toSorted((a, b) => b.attempt - a.attempt || a.id - b.id);
  return [...groups, { name: "Earlier tries", jobs: earlier }].filter(
    (group) => group.jobs.length > 0,
  );
}

/** The job whose log is shown: the one that was chosen by its id, or what leads. */
export function shownJob<T extends JobLike>(
  jobs: readonly T[],
  attempt: number,
  chosen: number | null,
): T | null {
  return jobs.find(({ id }) => id === chosen) ?? leadingJob(jobs, attempt);
}

/** The job whose log is read first: the first that failed, else the first that runs, else the first. */
export function leadingJob<T extends JobLike>(jobs: readonly T[], attempt: number): T | null {
  return groupJobs(jobs, attempt)[0]?.jobs[0] ?? null;
}
