import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../../api/problem";
import { setupQuery } from "../../api/queries";
import type { Setup } from "../../api/types";
import { PROVIDERS, type Provider, providerName } from "../../domain/provider";
import { CopyButton } from "../../ui/copy-button";
import { PanelProblem } from "../../ui/panel-problem";
import { ProviderMark } from "../../ui/provider-mark";
import { CopyField } from "./secret-field";
import styles from "./setup.module.css";
import { GUIDES } from "./steps";
import { testDelivery } from "./test-delivery";

interface Receiver {
  readonly url: string;
  readonly secret: string | null;
}

/** Of a set-up that is not known yet, what takes as much room. */
function receiverOf(setup: Setup | null | undefined, provider: Provider): Receiver {
  const known = setup?.providers.find((one) => one.provider === provider);
  const secret = setup === undefined ? "" : null;
  return known ?? { url: `${location.origin}/webhooks/${provider}`, secret };
}

function ProviderChoice({
  chosen,
  onChoose,
}: {
  chosen: Provider;
  onChoose: (p: Provider) => void;
}) {
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.hidden}>Provider</legend>
      {PROVIDERS.map((provider) => (
        <label key={provider}>
          <input
            type="radio"
            name="setup-provider"
            checked={provider === chosen}
            onChange={() => onChoose(provider)}
          />
          <span>
            <span aria-hidden="true">
              <ProviderMark provider={provider} size={15} />
            </span>
            {providerName(provider)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Connect({ provider, receiver }: { provider: Provider; receiver: Receiver }) {
  const { variable, steps } = GUIDES[provider];
  return (
    <>
      <CopyField label="Webhook URL" value={receiver.url} />
      {receiver.secret !== null ? (
        <CopyField key={provider} label="Secret" value={receiver.secret} secret />
      ) : (
        <p className={styles.note}>
          The secret is not shown on a hosted Signalbox. It is what <code>{variable}</code> was set
          to when the stack was deployed; change it there, several may be valid at once.
        </p>
      )}
      <ol className={styles.clicks}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  );
}

function TestDelivery({ receiver }: { receiver: Receiver }) {
  const text = testDelivery(receiver);
  return (
    <div className={styles.code}>
      <div className={styles.codeHead}>
        <span>bash</span>
        <CopyButton text={text} what="test delivery" />
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
        tabIndex={0}
        aria-label="Commands that send a signed test build"
      >
        <pre data-test-delivery>{text}</pre>
      </section>
    </div>
  );
}

/** How a provider's webhook is set up, and how to try it without one. */
export function Guide() {
  const [provider, setProvider] = useState<Provider>("github");
  const { data, error, isPending, refetch } = useQuery(setupQuery);
  const problem = error ? asProblem(error) : null;
  const missing = data === undefined && !isPending;
  return (
    <div className={styles.guide}>
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          onRetry={() => void refetch()}
        />
      )}
      <section className={styles.step} aria-labelledby="connect" aria-busy={isPending}>
        <h2 id="connect">Connect a provider</h2>
        <ProviderChoice chosen={provider} onChoose={setProvider} />
        {!missing && <Connect provider={provider} receiver={receiverOf(data, provider)} />}
      </section>
      <section className={styles.step} aria-labelledby="try" aria-busy={isPending}>
        <h2 id="try">Or send a signed test build now</h2>
        <p className={styles.lead}>
          Paste this into a terminal. It signs a GitHub workflow run the way GitHub does and sends
          it; the build appears here at once.
        </p>
        {!missing && <TestDelivery receiver={receiverOf(data, "github")} />}
      </section>
    </div>
  );
}
