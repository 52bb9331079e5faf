import { ScrollText } from "lucide-react";
import type { Job } from "../../api/types";
import { counted, rate } from "../../domain/format";
import { logAddress } from "../../domain/links";
import type { Provider } from "../../domain/provider";
import { isFailure, STATUSES, statusTone } from "../../domain/status";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";
import { ProviderLink } from "../../ui/provider-link";
import { StatusPill } from "../../ui/status-pill";
import table from "../../ui/table.module.css";
import { Duration } from "../../ui/time";
import styles from "./build.module.css";

interface JobsProps {
  jobs: readonly Job[];
  /** The build's latest attempt; its jobs come first. */
  attempt: number;
  provider: Provider;
  /** The provider's id of the build. */
  build: string;
}

/** Latest attempt first; in it what failed, then what runs, then the rest in the order it was told. */
function worstFirst(a: Job, b: Job): number {
  return (
    b.attempt - a.attempt || STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || a.id - b.id
  );
}

function Share({ job, total }: { job: Job; total: number }) {
  if (job.duration_seconds === null || total === 0) return null;
  const share = job.duration_seconds / total;
  return (
    <span className={styles.share} title={`${rate(share)} of the jobs' time`} aria-hidden="true">
      <span
        className={styles.sharePart}
        data-tone={statusTone(job.status)}
        style={{ inlineSize: `${share * 100}%` }}
      />
    </span>
  );
}

export function Jobs({ jobs, attempt, provider, build }: JobsProps) {
  const latest = jobs.filter((job) => job.attempt === attempt);
  const total = latest.reduce((sum, job) => sum + (job.duration_seconds ?? 0), 0);
  const failed = latest.filter((job) => isFailure(job.status)).length;
  return (
    <section className={layout.panel} aria-labelledby="jobs">
      <div className={styles.panelHead}>
        <h2 id="jobs">Jobs</h2>
        <span className={layout.muted}>
          {latest.length > 0 && counted(latest.length, "job")}
          {failed > 0 && `, ${failed} failed`}
        </span>
      </div>
      {jobs.length === 0 ? (
        <Empty title="No jobs reported">
          <p>The provider tells them in job events; they appear here as they arrive.</p>
        </Empty>
      ) : (
        <table className={`${table.table} ${styles.jobs}`}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Status</th>
              <th scope="col">
                <span className={layout.hidden}>Share of time</span>
              </th>
              <th scope="col" className={table.number}>
                Duration
              </th>
              <th scope="col">
                <span className={layout.hidden}>Log and provider</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.toSorted(worstFirst).map((job) => (
              <tr key={job.id} data-old={job.attempt !== attempt}>
                <th scope="row" dir="auto" title={job.name}>
                  {job.stage && <span className={layout.muted}>{job.stage} / </span>}
                  <span className={styles.jobName}>{job.name}</span>
                  {job.attempt !== attempt && (
                    <span className={layout.muted}> (try {job.attempt})</span>
                  )}
                </th>
                <td>
                  <StatusPill status={job.status} raw={job.raw_status} />
                </td>
                <td>{job.attempt === attempt && <Share job={job} total={total} />}</td>
                <td className={table.number}>
                  <Duration
                    seconds={job.status === "running" ? null : job.duration_seconds}
                    since={job.status === "running" ? job.started_at : null}
                  />
                </td>
                <td className={styles.links}>
                  {job.started_at !== null && job.status !== "skipped" && (
                    <a
                      className={styles.log}
                      href={logAddress(provider, build, job.external_id)}
                      target="_blank"
                      rel="noreferrer"
                      aria-label={`Log of job ${job.name}, in a new tab`}
                      title="Log"
                    >
                      <ScrollText size={14} aria-hidden />
                    </a>
                  )}
                  <ProviderLink
                    provider={provider}
                    address={job.web_url}
                    what={`job ${job.name}`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
