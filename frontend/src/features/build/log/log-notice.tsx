import { asProblem } from "../../../api/problem";
import { count } from "../../../domain/format";
import { absenceOf } from "../../../domain/log/absence";
import { type Provider, providerShortName } from "../../../domain/provider";
import { Button } from "../../../ui/button";
import { Empty } from "../../../ui/empty";
import { PanelProblem } from "../../../ui/panel-problem";
import { ProviderLink } from "../../../ui/provider-link";
import { Skeleton } from "../../../ui/skeleton";
import styles from "./log.module.css";
import type { UsedLog } from "./use-log";

interface LogNoticeProps {
  used: UsedLog;
  provider: Provider;
  /** The provider's page of it. */
  address: string | null;
}

/** What stands in place of a log while there is none: why, and what may help. */
export function LogAbsence({ used, provider, address }: LogNoticeProps) {
  const { problem, phase, retry } = used;
  if (problem === null) {
    return phase === "waiting" || phase === "reading" ? (
      <div className={styles.waiting} aria-busy="true">
        <Skeleton width={48} />
        <Skeleton width={72} />
        <Skeleton width={60} />
      </div>
    ) : (
      <Empty title={phase === "running" ? "Nothing was written yet" : "The log is empty"}>
        <p>{phase === "running" ? "New lines appear here by themselves." : ""}</p>
      </Empty>
    );
  }
  const absence = absenceOf(problem.status, problem.code, providerShortName(provider));
  if (absence === null) {
    return (
      <div className={styles.problem}>
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          onRetry={retry}
        />
      </div>
    );
  }
  return (
    <div role={absence.next === "waits" ? "status" : "alert"}>
      <Empty title={absence.title}>
        <p className={styles.sentence}>{absence.detail}.</p>
        <p className={styles.ways}>
          {absence.next === "retry" && <Button onClick={retry}>Try again</Button>}
          <ProviderLink provider={provider} address={address} what="the log" wordy />
        </p>
      </Empty>
    </div>
  );
}

/** What is to be said of a log of which something is shown: that it broke off, was cut, or is not all kept. */
export function LogShortfall({ used, provider, address }: LogNoticeProps) {
  const { problem, phase, log, retry } = used;
  if (phase === "failed" && problem !== null) {
    const { title, detail } =
      absenceOf(problem.status, problem.code, providerShortName(provider)) ?? asProblem(problem);
    return (
      <div className={styles.problem}>
        <PanelProblem title={`The log broke off. ${title}`} detail={detail} onRetry={retry} />
      </div>
    );
  }
  const isCut = phase === "cut";
  if (!isCut && log.omitted === 0) return null;
  return (
    <p className={styles.shortfall} role="note">
      {isCut
        ? "This log is longer than 64 MB; its rest is not shown."
        : `${count(log.omitted)} more lines are not shown; the download has them.`}{" "}
      <ProviderLink provider={provider} address={address} what="the whole log" wordy />
    </p>
  );
}
