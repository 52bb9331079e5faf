import { expect, test } from "vitest";
import { groupJobs, leadingJob } from "./jobs";
import { STATUSES, type Status } from "./status";

const job = (id: number, status: Status, attempt = 2) => ({ id, status, attempt });

test("jobs are grouped by what became of them, those that failed first", () => {
  const jobs = [
    job(1, "success"),
    job(2, "skipped"),
    job(3, "failure"),
    job(4, "running"),
    job(5, "queued"),
    job(6, "timed_out"),
    job(7, "failure", 1),
  ];
  const groups = groupJobs(jobs, 2).map(({ name, jobs }) => [name, ...jobs.map(({ id }) => id)]);
  expect(groups).toEqual([
    ["Failed", 3, 6],
    ["Running", 4],
    ["Waiting", 5],
    ["Passed", 1],
    ["Not run", 2],
    ["Earlier tries", 7],
  ]);
  expect(leadingJob(jobs, 2)?.id).toBe(3);
  expect(leadingJob([], 1)).toBeNull();
});

test("every job is in one group, whatever its status", () => {
  const jobs = STATUSES.map((status, id) => job(id, status));
  expect(groupJobs(jobs, 2).flatMap((group) => group.jobs)).toHaveLength(STATUSES.length);
});
