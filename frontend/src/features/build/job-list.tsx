import { Link } from "@tanstack/react-router";
import { serverNow } from "../../api/clock";
import type { Job } from "../../api/types";
import { counted, duration, instant } from "../../domain/format";
import { groupJobs } from "../../domain/jobs";
import type { Provider } from "../../domain/provider";
import { isFailure, statusTone, statusWord } from "../../domain/status";
import { type Bar, type Timeline, timelineOf } from "../../domain/timeline";
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

/** When the job waited (hatched) and ran, in the time of all of them. */
function TimelineBar({ bar, job, onPath }: { bar: Bar; job: Job; onPath: boolean }) {
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <svg className={styles.bar} aria-hidden="true" data-path={onPath}>
      <rect className={styles.lane} width="100%" height="100%" rx="2" />
      <rect
        fill="url(#job-waits)"
        x={percent(bar.queuedAt)}
        width={percent(bar.startedAt - bar.queuedAt)}
        height="100%"
      />
      <rect
        className={styles.run}
        data-tone={statusTone(job.status)}
        x={percent(bar.startedAt)}
        width={percent(Math.max(0.01, bar.endedAt - bar.startedAt))}
        height="100%"
        rx="2"
      />
    </svg>
  );
}

function wordsOf(job: Job): string {
  const ran = `${job.name}: ${statusWord(job.status)}, ${duration(job.duration_seconds)}`;
  const [queued, started] = [instant(job.queued_at), instant(job.started_at)];
  const waited = queued === null || started === null ? 0 : (started - queued) / 1000;
  return waited < 1 ? ran : `${ran}, after waiting ${duration(waited)}`;
}

/** What made it take as long as it did, in words. */
function PathWords({ timeline, jobs }: { timeline: Timeline; jobs: readonly Job[] }) {
  const names = timeline.path.map((id) => jobs.find((job) => job.id === id)?.name ?? "");
  return (
    <p className={styles.path}>
      <svg width="0" height="0" aria-hidden="true">
        <pattern id="job-waits" width="4" height="4" patternUnits="userSpaceOnUse">
          <path d="M0 4L4 0" className={styles.hatch} />
        </pattern>
      </svg>
      {duration(timeline.seconds)} in all; the longest way: <bdi>{names.join(" → ")}</bdi>
    </p>
  );
}

function timed(job: Job) {
  return {
    id: job.id,
    queued: instant(job.queued_at),
    started: job.status === "skipped" ? null : instant(job.started_at),
    finished: instant(job.finished_at),
  };
}

interface JobRowProps {
  job: Job;
  timeline: Timeline | null;
  isChosen: boolean;
}

function JobRow({ job, timeline, isChosen }: JobRowProps) {
  const bar = timeline?.bars.get(job.id);
  return (
    <Link
      to="."
      search={(before) => ({ ...before, job: String(job.id) })}
      hash=""
      resetScroll={false}
      className={styles.job}
      data-row-link
      aria-current={isChosen ? "true" : undefined}
      title={wordsOf(job)}
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
      {bar && <TimelineBar bar={bar} job={job} onPath={timeline?.path.includes(job.id) ?? false} />}
    </Link>
  );
}

/** The jobs by what became of them, those that failed first. Each leads to its log. */
export function JobList({ jobs, attempt, provider, chosen }: JobListProps) {
  const latest = jobs.filter((job) => job.attempt === attempt);
  const timeline = timelineOf(latest.map(timed), serverNow());
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
      {timeline && <PathWords timeline={timeline} jobs={latest} />}
      <nav aria-label="Jobs of this build" className={styles.groups}>
        {groupJobs(jobs, attempt).map((group) => (
          <div key={group.name}>
            <h3>
              {group.name} <span>{group.jobs.length}</span>
            </h3>
            <ul>
              {group.jobs.map((job) => (
                <li key={job.id}>
                  <JobRow job={job} timeline={timeline} isChosen={chosen?.id === job.id} />
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
