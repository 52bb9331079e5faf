import { ArrowDown } from "lucide-react";
import { useCallback } from "react";
import { count, counted } from "../../../domain/format";
import type { LineRange } from "../../../domain/log/line-range";
import { placeOf } from "../../../domain/log/reading";
import type { Provider } from "../../../domain/provider";
import layout from "../../../styles/layout.module.css";
import { Button } from "../../../ui/button";
import styles from "./log.module.css";
import { LogFind } from "./log-find";
import { LogAbsence, LogShortfall } from "./log-notice";
import type { LogReading } from "./log-reader";
import { LogRows } from "./log-rows";
import { LogToolbar, type LogView } from "./log-toolbar";
import { saveText } from "./save-text";
import { useFind } from "./use-find";
import type { Folds } from "./use-folds";
import { useFollow } from "./use-follow";
import type { LineLink } from "./use-line-link";
import type { UsedLog } from "./use-log";

interface LogPanelProps {
  /** Whose log it is. */
  name: string;
  used: UsedLog;
  folds: Folds;
  link: LineLink;
  provider: Provider;
  address: string | null;
  view: LogView;
  onView: (view: LogView) => void;
}

const PHASE_WORDS: Partial<Record<UsedLog["phase"], string>> = {
  reading: "still loading",
  running: "still running",
  cut: "cut",
};

function textOf({ log }: LogReading, range: LineRange | null): string {
  const lines = range ? log.lines.slice(range.from - 1, range.to) : log.lines;
  return lines.flatMap((line) => line.text ?? []).join("\n");
}

/** The first line on screen. */
function topLine(): number {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-line]")];
  const seen = rows.find((row) => row.getBoundingClientRect().bottom > innerHeight / 3);
  return Number(seen?.dataset.line ?? 1) - 1;
}

/** A log: its lines, folded and found, and what can be done with them. */
export function LogPanel(props: LogPanelProps) {
  const { name, used, folds, link, provider, address, view, onView } = props;
  const { log, length, phase } = used;
  const follow = useFollow(phase === "running", length);
  const { range, show, target, onShown, choose } = link;
  const finding = useFind(used, topLine, show);

  const { errors, errorsOnly } = folds;
  const onNumber = useCallback(
    (number: number, extend: boolean) => choose(number, extend),
    [choose],
  );
  const stepError = (by: 1 | -1) => {
    const from = range === null ? topLine() : range.from - 1;
    const place = placeOf(errors, from);
    const at = by === -1 ? place - 1 : errors[place] === from ? place + 1 : place;
    const line = errors.at(at % errors.length);
    if (line !== undefined) link.goTo({ from: line + 1, to: line + 1 });
  };
  const setErrorsOnly = (only: boolean) => {
    const line = topLine();
    folds.setErrorsOnly(only);
    if (!only) show(line);
  };
  const beyond = range !== null && range.from > length && phase === "complete";

  return (
    <section className={`${layout.panel} ${styles.panel}`} aria-label={`Log of ${name}`}>
      <div className={styles.head}>
        <h2 dir="auto">Log of {name}</h2>
        <span className={layout.muted} role="status">
          {length > 0 && counted(length, "line")}
          {length > 0 && PHASE_WORDS[phase] && `, ${PHASE_WORDS[phase]}`}
        </span>
      </div>
      {length === 0 ? (
        <LogAbsence used={used} provider={provider} address={address} />
      ) : (
        <>
          <LogToolbar
            view={view}
            onView={onView}
            errors={errors.length}
            onError={stepError}
            errorsOnly={errorsOnly}
            onErrorsOnly={setErrorsOnly}
            onGo={link.goTo}
            folds={
              errorsOnly || log.sections.length === 0 ? "none" : folds.areAllOpen ? "open" : "some"
            }
            onFold={folds.setAll}
            following={phase === "running" ? follow.following : null}
            onFollow={follow.setFollowing}
            copied={{
              text: () => textOf(used, range),
              what: range ? counted(range.to - range.from + 1, "line") : "the whole log",
            }}
            onDownload={() => saveText(used.pieces, `${name.replace(/[^\w.-]+/g, "-")}.log`)}
          >
            <LogFind finding={finding} onStep={finding.step} />
          </LogToolbar>
          {errorsOnly && (
            <p className={styles.shortfall} role="note">
              Hidden: {counted(length - errors.length, "line")} without an error.{" "}
              <Button onClick={() => setErrorsOnly(false)}>Show all lines</Button>
            </p>
          )}
          {beyond && (
            <p className={styles.shortfall} role="note">
              There is no line {count(range.from)} in this log.
            </p>
          )}
          <LogRows
            reading={used}
            folds={folds}
            finder={finding.finder}
            current={finding.found[finding.at] ?? null}
            range={range}
            wrap={view.wrap}
            times={view.times}
            target={target}
            onShown={onShown}
            onNumber={onNumber}
          />
          <LogShortfall used={used} provider={provider} address={address} />
          {follow.missed > 0 && (
            <button
              type="button"
              className={styles.missed}
              onClick={() => follow.setFollowing(true)}
            >
              <ArrowDown size={13} aria-hidden /> {counted(follow.missed, "new line")}
            </button>
          )}
        </>
      )}
    </section>
  );
}
