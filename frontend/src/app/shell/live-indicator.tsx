import {
  type Circle,
  CircleDot,
  CirclePause,
  CircleSlash,
  Clock,
  Contrast,
  RefreshCw,
  TriangleAlert,
} from "lucide-react";
import { clock, MISSING } from "../../domain/format";
import type { Indicator } from "../../live/indicator";
import { useLive, useLiveState } from "../../live/use-live";
import { Button } from "../../ui/button";
import { Popover } from "../../ui/popover";
import styles from "./live-indicator.module.css";
import { useReading } from "./use-reading";

const ICONS: Record<Indicator, typeof Circle> = {
  live: CircleDot,
  connecting: Contrast,
  reconnecting: RefreshCw,
  delayed: Clock,
  paused: CirclePause,
  offline: CircleSlash,
  stale: TriangleAlert,
};

const MEANINGS: Record<Indicator, string> = {
  live: "Changes show within a moment.",
  connecting: "Opening the live connection.",
  reconnecting: "The live connection was lost. What is missed meanwhile is caught up with.",
  delayed: "No live connection; changes are asked for on a timer.",
  paused: "You paused the page. Changes wait and are not lost.",
  offline: "Signalbox cannot be reached. What is shown may be old.",
  stale: "Connected, but it is unusually long since the last change. Check Sources.",
};

function time(at: number | null): string {
  return at === null ? MISSING : clock(at);
}

function Details({ kind }: { kind: Indicator }) {
  const openSince = useLiveState((state) => state.openSince);
  const heard = useLiveState((state) => state.lastHeardAt);
  const changed = useLiveState((state) => state.lastChangeAt);
  const failures = useLiveState((state) => state.failures);
  return (
    <>
      <p>{MEANINGS[kind]}</p>
      <dl className={styles.facts}>
        <dt>Connected since</dt>
        <dd>{time(openSince)}</dd>
        <dt>Last message</dt>
        <dd>{time(heard)}</dd>
        <dt>Last change</dt>
        <dd>{time(changed)}</dd>
        <dt>Failed tries</dt>
        <dd>{failures}</dd>
      </dl>
    </>
  );
}

/** How fresh the page is, as shape, colour and word; opens into details and a pause switch. */
export function LiveIndicator() {
  const live = useLive();
  const { kind, word, detail } = useReading();
  const Icon = ICONS[kind];
  const waitsToRetry = kind === "reconnecting" || kind === "delayed" || kind === "offline";
  return (
    <div className={styles.indicator}>
      <span role="status" className={styles.hidden}>
        {kind === "live" ? "" : `Connection: ${word}`}
      </span>
      {waitsToRetry && (
        <span className={styles.retry}>
          <Button look="quiet" onClick={() => live.send({ type: "retry" })}>
            Retry now
          </Button>
        </span>
      )}
      <button
        type="button"
        className={styles.trigger}
        data-kind={kind}
        popoverTarget="live"
        data-live={kind}
      >
        <Icon size={14} aria-hidden />
        <span className={styles.word}>{word}</span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </button>
      <Popover id="live" label="Connection" align="end">
        <div className={styles.details}>
          <Details kind={kind} />
          {waitsToRetry && <Button onClick={() => live.send({ type: "retry" })}>Retry now</Button>}
          <Button
            aria-keyshortcuts="p"
            onClick={() => live.send({ type: kind === "paused" ? "resume" : "pause" })}
          >
            {kind === "paused" ? "Resume" : "Pause updates"}
          </Button>
        </div>
      </Popover>
    </div>
  );
}
