import { Link } from "@tanstack/react-router";
import type { Breakage } from "../../api/types";
import { counted, shortSha } from "../../domain/format";
import type { LogDocument, LogLine } from "../../domain/log/document";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Skeleton } from "../../ui/skeleton";
import { Age } from "../../ui/time";
import type { LogReading } from "./log/log-reader";
import { LogText } from "./log/log-text";
import styles from "./why.module.css";

/** How many lines about the first error are shown. */
const BEFORE = 2;
const AFTER = 4;

interface Excerpt {
  readonly index: number;
  readonly line: LogLine;
}

function excerptOf({ lines }: LogDocument, first: number): readonly Excerpt[] {
  return lines
    .slice(Math.max(0, first - BEFORE), first + AFTER + 1)
    .map((line, place) => ({ index: Math.max(0, first - BEFORE) + place, line }))
    .filter(({ line }) => line.text !== null && line.opens === -1);
}

function Suspects({ breakage, buildId }: { breakage: Breakage; buildId: number }) {
  const { suspects, last_green: green, opened_by: opener, failures } = breakage;
  return (
    <>
      <h3>
        {suspects.length > 0
          ? `${counted(suspects.length, "commit")} since the last green build`
          : "Commits since the last green build are not known"}
      </h3>
      <ol
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
        tabIndex={0}
        aria-label="Commits since the last green build"
      >
        {suspects.map(({ commit_sha, commit_title, actor }) => (
          <li key={commit_sha}>
            <code>{shortSha(commit_sha)}</code>
            <span className={layout.truncate} dir="auto">
              {commit_title ?? "Without a title"}
            </span>
            {actor && <span className={layout.muted}>{actor}</span>}
          </li>
        ))}
      </ol>
      <p className={layout.muted}>
        {opener.id === buildId ? (
          "This build was the first to fail"
        ) : (
          <>
            Failing since <Age at={breakage.opened_at} />, {failures} in a row,{" "}
            <Link to="/b/$buildId" params={{ buildId: String(opener.id) }}>
              from this build on
            </Link>
          </>
        )}
        {green && (
          <>
            {"; last green "}
            <Link to="/b/$buildId" params={{ buildId: String(green.id) }}>
              <Age at={green.finished_at ?? green.created_at} />
            </Link>
          </>
        )}
        .
      </p>
    </>
  );
}

interface FirstErrorProps {
  reading: LogReading;
  /** The line that says what went wrong, if any does. */
  first: number | null;
  /** Whether what the log is of failed. */
  failed: boolean;
}

function FirstError({ reading, first, failed }: FirstErrorProps) {
  const { log, phase } = reading;
  if (!failed) return <p className={styles.none}>This job did not fail.</p>;
  if (first !== null) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
      <pre tabIndex={0}>
        {excerptOf(log, first).map(({ index, line }) => (
          <code key={index} dir="auto" data-first={index === first}>
            <LogText line={line} />
            {"\n"}
          </code>
        ))}
      </pre>
    );
  }
  if (phase === "waiting" || phase === "reading") {
    return (
      <p className={styles.none}>
        <Skeleton width={48} />
      </p>
    );
  }
  return (
    <p className={styles.none}>
      {phase === "failed" ? "The log could not be read." : "No line of the log tells of an error."}
    </p>
  );
}

interface WhyProps extends FirstErrorProps {
  /** The job whose log it is; null where it is the whole build's. */
  job: string | null;
  /** What it is a part of: undefined while that is not known, null where nothing is told of it. */
  breakage: Breakage | null | undefined;
  buildId: number;
  onShow: (line: number) => void;
}

/** Why it failed: the first error, and what came in since it last passed. As high whatever is found, so that nothing below it moves. */
export function Why({ job, breakage, buildId, onShow, ...error }: WhyProps) {
  const { first } = error;
  return (
    <section className={`${layout.panel} ${styles.why}`} aria-labelledby="why">
      <div className={styles.excerpt} data-failed={error.failed}>
        <div className={styles.head}>
          <h2 id="why">First error{job && ` in ${job}`}</h2>
          {first !== null && <Button onClick={() => onShow(first)}>Show in log</Button>}
        </div>
        <FirstError {...error} />
      </div>
      <div className={styles.suspects}>
        {breakage ? (
          <Suspects breakage={breakage} buildId={buildId} />
        ) : breakage === undefined ? (
          <Skeleton width={32} />
        ) : (
          <p className={layout.muted}>What came in since the last green build is not known.</p>
        )}
      </div>
    </section>
  );
}
