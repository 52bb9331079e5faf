import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { asProblem } from "../../api/problem";
import { sourcesQuery } from "../../api/sources";
import type { Poll, Source } from "../../api/types";
import { providerShortName } from "../../domain/provider";
import { sourceLook, standing } from "../../domain/source";
import buttons from "../../ui/button.module.css";
import { Popover } from "../../ui/popover";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import { RefreshButton } from "./refresh-button";
import styles from "./sources.module.css";

/** How many sources in trouble the popover names; the page lists all. */
const NAMED = 5;

function PollLine({ poll }: { poll: Poll }) {
  const { provider, state, finished_at, error } = poll;
  return (
    <li className={styles.line}>
      <ProviderMark provider={provider} size={14} />
      <span>{providerShortName(provider)}</span>
      <span className={styles.lineState}>
        {state === "running" && "asking now"}
        {state === "queued" && "about to ask"}
        {state === "idle" && (finished_at ? <Age at={finished_at} /> : "not asked yet")}
      </span>
      {error && <span className={styles.lineError}>{error}</span>}
    </li>
  );
}

function Trouble({ source }: { source: Source }) {
  const look = sourceLook(source.state);
  const words = source.last_error?.message ?? source.advice ?? look.word;
  return (
    <li className={styles.trouble}>
      <StatusIcon status={source.webhook_missing ? "blocked" : look.like} size={14} />
      <span>
        <strong dir="auto">{source.name}</strong>: {words}
      </span>
    </li>
  );
}

/** Whether a source has a trouble that is not told of its provider as a whole. */
function isTroubled(
  { provider, state, webhook_missing, last_error }: Source,
  polls: readonly Poll[],
) {
  const told = polls.find((poll) => poll.provider === provider)?.error;
  return (state !== "ok" && !(told && told === last_error?.message)) || webhook_missing;
}

/** How the sources stand, as shape, colour and word; opens into what is wrong with which, and a way to ask them now. */
export function SourcesMenu() {
  const { data, error } = useQuery(sourcesQuery);
  const whole = data ? standing(data.items) : { word: "not known", like: "unknown" as const };
  const troubled = data?.items.filter((one) => isTroubled(one, data.polls)) ?? [];
  return (
    <div>
      <button
        type="button"
        className={buttons.button}
        data-look="quiet"
        data-icon="true"
        popoverTarget="sources"
        aria-label={`Sources: ${whole.word}`}
      >
        <StatusIcon status={whole.like} size={16} />
      </button>
      <Popover id="sources" label="Sources" align="end">
        <div className={styles.menu}>
          <strong>Sources: {whole.word}</strong>
          {error && <p className={styles.wrong}>{asProblem(error).message}</p>}
          {data && data.polls.length === 0 && (
            <p className={styles.muted}>
              Only webhooks tell of builds. With a token the providers are asked too, so that what a
              webhook loses is found.
            </p>
          )}
          {data && data.polls.length > 0 && (
            <ul>
              {data.polls.map((poll) => (
                <PollLine key={poll.provider} poll={poll} />
              ))}
            </ul>
          )}
          {troubled.length > 0 && (
            <ul>
              {troubled.slice(0, NAMED).map((source) => (
                <Trouble key={`${source.provider} ${source.name}`} source={source} />
              ))}
              {troubled.length > NAMED && <li>and {troubled.length - NAMED} more</li>}
            </ul>
          )}
          <div className={styles.foot}>
            <RefreshButton labelled />
            <Link to="/deliveries">All sources</Link>
          </div>
        </div>
      </Popover>
    </div>
  );
}
