import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { breakageOf, breakagesOfQuery } from "../../api/breakages";
import { logJob } from "../../api/logs";
import type { BuildDetail, Job } from "../../api/types";
import { shownJob } from "../../domain/jobs";
import { isFailure } from "../../domain/status";
import { Attempts } from "./attempts";
import styles from "./build.module.css";
import { JobList } from "./job-list";
import { LogPanel } from "./log/log-panel";
import type { LogView } from "./log/log-toolbar";
import { useFolds } from "./log/use-folds";
import { useLineLink } from "./log/use-line-link";
import { useLog } from "./log/use-log";
import { Transitions } from "./transitions";
import { Why } from "./why";

/** What the address says about the log, and how it is shown. */
export interface LogPlace {
  /** Our id of the job that is looked at. */
  readonly job: number | null;
  readonly hash: string;
  readonly onHash: (hash: string) => void;
  /** Whether only lines that tell of an error are shown. */
  readonly errorsOnly: boolean;
  readonly onErrorsOnly: (only: boolean) => void;
  readonly view: LogView;
  readonly onView: (view: LogView) => void;
}

interface InvestigatedProps {
  build: BuildDetail;
  job: Job | null;
  place: LogPlace;
}

function Investigated({ build, job, place }: InvestigatedProps) {
  const { hash, onHash, errorsOnly, onErrorsOnly, view, onView } = place;
  const used = useLog(build.provider, build.external_id, logJob(build.provider, job));
  const folds = useFolds(used, errorsOnly, onErrorsOnly);
  const link = useLineLink(used, hash, onHash, folds.reveal);
  const failed = isFailure(job?.status ?? build.status);
  const breakages = useQuery(breakagesOfQuery(build));
  const { goTo } = link;
  const onShow = useCallback((line: number) => goTo({ from: line + 1, to: line + 1 }), [goTo]);
  return (
    <>
      {isFailure(build.status) && !view.alone && (
        <Why
          job={job?.name ?? null}
          reading={used}
          failed={failed}
          first={failed ? folds.first : null}
          breakage={breakages.isLoading ? undefined : breakageOf(breakages.data, build)}
          buildId={build.id}
          onShow={onShow}
        />
      )}
      <div className={styles.columns} data-alone={view.alone}>
        <div className={styles.side} hidden={view.alone}>
          <JobList
            jobs={build.jobs}
            attempt={build.attempt}
            provider={build.provider}
            chosen={job}
          />
          <Attempts attempts={build.attempts} provider={build.provider} />
          <Transitions transitions={build.transitions} />
        </div>
        <LogPanel
          name={job?.name ?? "the build"}
          used={used}
          folds={folds}
          link={link}
          provider={build.provider}
          address={job?.web_url ?? build.web_url}
          view={view}
          onView={onView}
        />
      </div>
    </>
  );
}

/** Why did it fail, and what else happened: the first error, the jobs, and the log of one of them. */
export function Investigation({ build, place }: { build: BuildDetail; place: LogPlace }) {
  const job = shownJob(build.jobs, build.attempt, place.job);
  return <Investigated key={logJob(build.provider, job)} build={build} job={job} place={place} />;
}
