import { Link } from "@tanstack/react-router";
import type { SlowJob } from "../../api/types";
import { count, duration, MISSING, rate } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import table from "../../ui/table.module.css";
import styles from "./pipeline.module.css";

/** A job's part of all the time that jobs took, taking its median for each run. */
function shares(jobs: readonly SlowJob[]): readonly { job: SlowJob; share: number | null }[] {
  const time = ({ p50_seconds, runs }: SlowJob) => (p50_seconds ?? 0) * runs;
  const total = jobs.reduce((sum, job) => sum + time(job), 0);
  return jobs
    .map((job) => ({ job, share: total === 0 ? null : time(job) / total }))
    .toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

interface JobsProps {
  jobs: readonly SlowJob[];
  pipeline: number;
  search: { readonly branch?: string; readonly window: string };
}

/** Where do the minutes go? */
export function Jobs({ jobs, pipeline, search }: JobsProps) {
  return (
    <section className={`${layout.panel} ${styles.block}`} aria-labelledby="jobs-title">
      <h2 id="jobs-title">Jobs by share of time</h2>
      {jobs.length === 0 ? (
        <p className={layout.muted}>No jobs were told of in this window.</p>
      ) : (
        <table className={`${table.table} ${styles.jobs}`}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Share</th>
              <th scope="col" className={table.number}>
                p50
              </th>
              <th scope="col" className={table.number}>
                p95
              </th>
              <th scope="col" className={table.number}>
                Runs
              </th>
            </tr>
          </thead>
          <tbody>
            {shares(jobs).map(({ job, share }) => (
              <tr key={job.name}>
                <th scope="row" dir="auto" title={job.name}>
                  {job.name}
                </th>
                <td>
                  <span className={styles.share}>
                    <svg width="60" height="8" aria-hidden="true">
                      <rect className={styles.track} width="60" height="8" rx="2" />
                      <rect className={styles.bar} width={(share ?? 0) * 60} height="8" rx="2" />
                    </svg>
                    {share === null ? MISSING : rate(share)}
                  </span>
                </td>
                <td className={table.number}>{duration(job.p50_seconds)}</td>
                <td className={table.number}>{duration(job.p95_seconds)}</td>
                <td className={table.number}>{count(job.runs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Link to="/" search={{ pipeline: String(pipeline), ...search }}>
        The builds they ran in
      </Link>
    </section>
  );
}
