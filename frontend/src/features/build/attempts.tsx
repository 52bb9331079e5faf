import type { Attempt } from "../../api/types";
import type { Provider } from "../../domain/provider";
import layout from "../../styles/layout.module.css";
import { ProviderLink } from "../../ui/provider-link";
import { StatusPill } from "../../ui/status-pill";
import { Age, Duration } from "../../ui/time";
import styles from "./build.module.css";

interface AttemptsProps {
  /** Oldest first. */
  attempts: readonly Attempt[];
  provider: Provider;
}

export function Attempts({ attempts, provider }: AttemptsProps) {
  return (
    <section className={layout.panel} aria-labelledby="attempts">
      <div className={styles.panelHead}>
        <h2 id="attempts">Attempts</h2>
        <span className={layout.muted}>{attempts.length}</span>
      </div>
      <ol className={styles.list} aria-label="Attempts, latest first">
        {attempts.toReversed().map((one) => (
          <li key={one.attempt}>
            <span className={styles.number}>#{one.attempt}</span>
            <StatusPill status={one.status} raw={one.raw_status} />
            <span className={styles.when}>
              <Duration
                seconds={one.status === "running" ? null : one.duration_seconds}
                since={one.status === "running" ? one.started_at : null}
              />
              {" · "}
              <Age at={one.started_at ?? one.queued_at} />
            </span>
            <ProviderLink
              provider={provider}
              address={one.web_url}
              what={`attempt ${one.attempt}`}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}
