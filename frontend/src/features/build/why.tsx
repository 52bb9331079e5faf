import { Link } from "@tanstack/react-router";
import type { Breakage } from "../../api/types";
import { counted, shortSha } from "../../domain/format";
import type { LogDocument, LogLine } from "../../domain/log/document";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Age } from "../../ui/time";
import { LogText } from "./log/log-text";
import styles from "./why.module.css";

/** How many lines about the first error are shown. */
const BEFORE = 2;
const AFTER = 6;

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
    <div className={styles.suspects}>
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
    </div>
  );
}

interface WhyProps {
  /** The job whose log it is; null where it is the whole build's. */
  job: string | null;
  log: LogDocument;
  first: number | null;
  breakage: Breakage | null;
  buildId: number;
  onShow: (line: number) => void;
}

/** Why it failed: the first error, and what came in since it last passed. */
export function Why({ job, log, first, breakage, buildId, onShow }: WhyProps) {
  if (first === null && breakage === null) return null;
  return (
    <section className={`${layout.panel} ${styles.why}`} aria-labelledby="why">
      {first !== null && (
        <div className={styles.excerpt}>
          <div className={styles.head}>
            <h2 id="why">First error{job && ` in ${job}`}</h2>
            <Button onClick={() => onShow(first)}>Show in log</Button>
          </div>
          <pre>
            {excerptOf(log, first).map(({ index, line }) => (
              <code key={index} dir="auto" data-first={index === first}>
                <LogText line={line} />
                {"\n"}
              </code>
            ))}
          </pre>
        </div>
      )}
      {first === null && (
        <h2 id="why" className={layout.hidden}>
          Why it failed
        </h2>
      )}
      {breakage && <Suspects breakage={breakage} buildId={buildId} />}
    </section>
  );
}
