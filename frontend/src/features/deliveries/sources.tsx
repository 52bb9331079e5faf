import { useQueries } from "@tanstack/react-query";
import { latestDeliveryQuery } from "../../api/queries";
import { PROVIDERS, type Provider, providerName } from "../../domain/provider";
import { ProviderMark } from "../../ui/provider-mark";
import { Skeleton } from "../../ui/skeleton";
import { Age } from "../../ui/time";
import styles from "./deliveries.module.css";
import { OutcomeMark } from "./outcome-mark";

interface SourcesProps {
  chosen: Provider | undefined;
  onChoose: (provider: Provider | undefined) => void;
}

/** One tile for each provider: when it was last heard of and how that went; a click narrows the list to it. */
export function Sources({ chosen, onChoose }: SourcesProps) {
  const latest = useQueries({ queries: PROVIDERS.map(latestDeliveryQuery) });
  return (
    <div className={styles.sources}>
      {PROVIDERS.map((provider, index) => {
        const { data, isPending } = latest[index] ?? { data: undefined, isPending: true };
        const active = chosen === provider;
        return (
          <button
            key={provider}
            type="button"
            className={styles.source}
            aria-pressed={active}
            onClick={() => onChoose(active ? undefined : provider)}
          >
            <span className={styles.sourceName}>
              <span aria-hidden="true">
                <ProviderMark provider={provider} size={16} />
              </span>
              {providerName(provider)}
            </span>
            <span className={styles.sourceState}>
              {isPending && <Skeleton width={20} />}
              {data === null && "Nothing received yet"}
              {data && (
                <>
                  <OutcomeMark outcome={data.outcome} /> <Age at={data.received_at} />
                </>
              )}
            </span>
          </button>
        );
      })}
    </div>
  );
}
