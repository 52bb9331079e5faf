import { Link } from "@tanstack/react-router";
import type { Pipeline } from "../../api/types";
import { counted } from "../../domain/format";
import { PipelineName } from "../../ui/pipeline-name";
import { Skeleton } from "../../ui/skeleton";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./failing-now.module.css";

interface FailingNowProps {
  /** Pipelines whose latest build failed, the latest failure first; undefined while not known. */
  failing: readonly Pipeline[] | undefined;
  /** Whether they could not be asked for. */
  unknown: boolean;
  /** How many pipelines there are in all. */
  total: number;
}

/** One line that names what is broken now; its height never changes. */
export function FailingNow({ failing, unknown, total }: FailingNowProps) {
  return (
    <section className={styles.strip} aria-label="Failing now">
      {failing === undefined &&
        (unknown ? (
          <p className={styles.calm}>Which pipelines fail is not known</p>
        ) : (
          <Skeleton width={30} />
        ))}
      {failing?.length === 0 && (
        <p className={styles.calm}>
          <StatusIcon status="success" />
          {total > 0 ? `No pipeline of ${total} is failing` : "No pipelines yet"}
        </p>
      )}
      {failing !== undefined && failing.length > 0 && (
        <>
          <h2 className={styles.title}>
            Failing now <span className={styles.number}>{failing.length}</span>
          </h2>
          <ul className={styles.list} aria-label={counted(failing.length, "failing pipeline")}>
            {failing.map(({ id, repository, name, last_build }) => (
              <li key={id}>
                <Link
                  to="/b/$buildId"
                  params={{ buildId: String(last_build?.id ?? 0) }}
                  className={styles.item}
                >
                  <StatusIcon status={last_build?.status ?? "failure"} size={14} />
                  <span className={styles.name} dir="auto">
                    <PipelineName repository={repository} name={name} />
                  </span>
                  <span className={styles.age}>
                    <Age at={last_build?.finished_at ?? last_build?.created_at ?? null} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
