import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, useId } from "react";
import { firstErrorQuery } from "../../api/first-error";
import type { Breakage, Build } from "../../api/types";
import { counted, shortSha } from "../../domain/format";
import { hashOf } from "../../domain/log/line-range";
import { PipelineName } from "../../ui/pipeline-name";
import { Popover } from "../../ui/popover";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./broken-row.module.css";
import { Quiet } from "./quiet";

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

/** Why it failed, as soon as that is known; until then what was built. */
function Cause({ build, readable }: { build: Build; readable: boolean }) {
  const { data: error } = useQuery(firstErrorQuery(build, readable));
  if (!error) {
    return (
      <span className={styles.cause} dir="auto" title={build.commit_title ?? undefined}>
        {build.commit_title}
      </span>
    );
  }
  return (
    <Link
      {...to(build.id)}
      search={error.job === null ? {} : { job: String(error.job) }}
      hash={hashOf({ from: error.line, to: error.line })}
      className={styles.cause}
      data-error
      dir="auto"
      title={error.text}
    >
      {error.text}
    </Link>
  );
}

interface BrokenRowProps {
  breakage: Breakage;
  /** Whether it fails no longer, fixed or taken back, and stands here until the reader has left the rows. */
  mended: boolean;
  /** Whether its provider gives logs. */
  readable: boolean;
  /** How many rows stand above it. */
  place: number;
  onSilence: (breakage: Breakage) => void;
}

/** One broken pipeline; the row leads to the build that failed last. */
export function BrokenRow({ breakage, mended, readable, place, onSilence }: BrokenRowProps) {
  const { provider, repository, pipeline_name, branch, opened_at, failures, last_build } = breakage;
  return (
    <li
      className={styles.row}
      data-breakage={breakage.id}
      style={{ "--place": place } as CSSProperties}
    >
      <StatusIcon status={mended ? "success" : last_build.status} size={16} />
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
      <Cause build={last_build} readable={readable} />
      <span className={styles.since}>
        {mended && "no longer failing"}
        {!mended && (
          <>
            <span className={styles.age}>
              {failures === 1 ? "once" : `${failures} times in a row`}
              {" · "}
            </span>
            since <Age at={opened_at} />
          </>
        )}
      </span>
      <Suspects breakage={breakage} />
      <span className={styles.quiet}>
        <Quiet breakage={breakage} onSilence={onSilence} />
      </span>
    </li>
  );
}
