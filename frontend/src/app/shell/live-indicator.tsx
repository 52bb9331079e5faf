import { useIsFetching } from "@tanstack/react-query";
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
import { Fragment } from "react";
import { diagnosticsText, type Fact, factsOf } from "../../live/diagnostics";
import type { Indicator } from "../../live/indicator";
import { useLive, useLiveState } from "../../live/use-live";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
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

function Details({ kind }: { kind: Indicator }) {
  const live = useLive();
  const facts = useLiveState((state) => JSON.stringify(factsOf(state, Date.now())));
  return (
    <>
      <p>{MEANINGS[kind]}</p>
      <dl className={styles.facts}>
        {(JSON.parse(facts) as readonly Fact[]).map(({ name, value }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <CopyButton
        text={() => diagnosticsText(live.state(), Date.now(), location.href)}
        what="diagnostics of the connection"
      />
    </>
  );
}

/** How fresh the page is, as shape, colour and word; opens into details and a pause switch. */
export function LiveIndicator() {
  const live = useLive();
  const { kind, word, detail } = useReading();
  const Icon = ICONS[kind];
  const isAsking = useIsFetching() > 0;
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
        data-asking={isAsking}
      >
        <Icon size={14} aria-hidden />
        <span className={styles.word}>{word}</span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </button>
      <Popover id="live" label="Connection" align="end" pressed>
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
