import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import type { Breakage } from "../../api/types";
import { counted, shortSha } from "../../domain/format";
import { PipelineName } from "../../ui/pipeline-name";
import { Popover } from "../../ui/popover";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./failing-now.module.css";

const to = (id: number) => ({ to: "/b/$buildId", params: { buildId: String(id) } }) as const;

function LastGreen({ breakage }: { breakage: Breakage }) {
  const { last_green } = breakage;
  if (!last_green) return <p>It has never been green here.</p>;
  return (
    <p>
      Last green: <Link {...to(last_green.id)}>build {last_green.external_id}</Link>{" "}
      <Age at={last_green.finished_at ?? last_green.created_at} />
    </p>
  );
}

/** The commits that may have broken it, behind a button that tells how many. */
function Suspects({ breakage }: { breakage: Breakage }) {
  const id = useId();
  const { suspects } = breakage;
  return (
    <>
      <button type="button" className={styles.suspects} popoverTarget={id}>
        {suspects.length > 0 ? counted(suspects.length, "commit") : "Details"}
      </button>
      <Popover id={id} label="Commits since the last green build">
        <div className={styles.details}>
          <strong>Commits since the last green build</strong>
          {suspects.length === 0 && <p>None is known.</p>}
          <ul>
            {suspects.map(({ commit_sha, commit_title, actor }) => (
              <li key={`${commit_sha}${commit_title}${actor}`}>
                {commit_sha && <code>{shortSha(commit_sha)}</code>}{" "}
                <span dir="auto">{commit_title ?? "no title told"}</span>
                {actor && <span className={styles.age}> {actor}</span>}
              </li>
            ))}
          </ul>
          <LastGreen breakage={breakage} />
        </div>
      </Popover>
    </>
  );
}

/** One broken pipeline; the row leads to the build that failed last. */
export function BrokenRow({ breakage, children }: { breakage: Breakage; children: ReactNode }) {
  const { provider, repository, pipeline_name, branch, opened_at, failures, last_build } = breakage;
  return (
    <li className={styles.row} data-breakage={breakage.id}>
      <StatusIcon status={last_build.status} size={16} />
      <Link {...to(last_build.id)} className={styles.link} data-broken-link>
        <span aria-hidden="true" className={styles.mark}>
          <ProviderMark provider={provider} size={14} />
        </span>
        <span className={styles.name} dir="auto">
          <PipelineName repository={repository} name={pipeline_name} />
        </span>
        <code className={styles.branch} dir="auto">
          {branch}
        </code>
      </Link>
      <span className={styles.since}>
        since <Age at={opened_at} />
        <span className={styles.age}>
          {" · "}
          {failures === 1 ? "once" : `${failures} times in a row`}
        </span>
      </span>
      <Suspects breakage={breakage} />
      <span className={styles.quiet}>{children}</span>
    </li>
  );
}
