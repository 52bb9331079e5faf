import { Link } from "@tanstack/react-router";
import type { Job } from "../../api/types";
import { counted, duration, rate } from "../../domain/format";
import { groupJobs } from "../../domain/jobs";
import type { Provider } from "../../domain/provider";
import { isFailure, statusTone, statusWord } from "../../domain/status";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";
import { ProviderLink } from "../../ui/provider-link";
import { StatusIcon } from "../../ui/status-icon";
import { Duration } from "../../ui/time";
import styles from "./job-list.module.css";

interface JobListProps {
  jobs: readonly Job[];
  /** The build's latest attempt; its jobs come first. */
  attempt: number;
  provider: Provider;
  /** The job whose log is shown. */
  chosen: Job | null;
}

/** How much of the jobs' whole time a job took. */
function Share({ job, total }: { job: Job; total: number }) {
  const share = total === 0 ? 0 : (job.duration_seconds ?? 0) / total;
  return (
    <span className={styles.share} aria-hidden="true">
      <span data-tone={statusTone(job.status)} style={{ inlineSize: `${share * 100}%` }} />
    </span>
  );
}

function JobRow({ job, total, isChosen }: { job: Job; total: number; isChosen: boolean }) {
  const share = total === 0 ? null : rate((job.duration_seconds ?? 0) / total);
  const words = `${duration(job.duration_seconds)}${share ? `, ${share} of the jobs' time` : ""}`;
  return (
    <Link
      to="."
      search={(before) => ({ ...before, job: String(job.id) })}
      hash=""
      resetScroll={false}
      className={styles.job}
      aria-current={isChosen ? "true" : undefined}
      title={`${job.name}: ${statusWord(job.status)}, ${words}`}
    >
      <StatusIcon status={job.status} />
      <span className={styles.name} dir="auto">
        {job.stage && <span className={layout.muted}>{job.stage} / </span>}
        {job.name}
      </span>
      <span className={layout.hidden}>{statusWord(job.status)}</span>
      <span className={styles.time}>
        <Duration
          seconds={job.status === "running" ? null : job.duration_seconds}
          since={job.status === "running" ? job.started_at : null}
        />
      </span>
      <Share job={job} total={total} />
    </Link>
  );
}

/** The jobs by what became of them, those that failed first. Each leads to its log. */
export function JobList({ jobs, attempt, provider, chosen }: JobListProps) {
  const latest = jobs.filter((job) => job.attempt === attempt);
  const total = latest.reduce((sum, job) => sum + (job.duration_seconds ?? 0), 0);
  const failed = latest.filter((job) => isFailure(job.status)).length;
  return (
    <section className={layout.panel} aria-labelledby="jobs">
      <div className={styles.head}>
        <h2 id="jobs">Jobs</h2>
        <span className={layout.muted}>
          {latest.length > 0 && counted(latest.length, "job")}
          {failed > 0 && `, ${failed} failed`}
        </span>
      </div>
      {jobs.length === 0 && (
        <Empty title="No jobs reported">
          <p>The provider tells them in job events; they appear here as they arrive.</p>
        </Empty>
      )}
      <nav aria-label="Jobs of this build" className={styles.groups}>
        {groupJobs(jobs, attempt).map((group) => (
          <div key={group.name}>
            <h3>
              {group.name} <span>{group.jobs.length}</span>
            </h3>
            <ul>
              {group.jobs.map((job) => (
                <li key={job.id}>
                  <JobRow job={job} total={total} isChosen={chosen?.id === job.id} />
                  <ProviderLink
                    provider={provider}
                    address={job.web_url}
                    what={`job ${job.name}`}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </section>
  );
}
