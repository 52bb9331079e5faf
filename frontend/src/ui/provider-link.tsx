import { ExternalLink } from "lucide-react";
import { safeLink } from "../domain/links";
import { type Provider, providerShortName } from "../domain/provider";
import styles from "./provider-link.module.css";

interface ProviderLinkProps {
  provider: Provider;
  address: string | null;
  /** What opens there, for screen readers, such as "acme/api CI". */
  what: string;
  /** Shows the words beside the icon. */
  wordy?: boolean;
}

/** A link to the provider's own page in a new tab, or nothing when the address is none a browser should open. */
export function ProviderLink({ provider, address, what, wordy = false }: ProviderLinkProps) {
  const href = safeLink(address);
  if (href === null) return null;
  const name = providerShortName(provider);
  return (
    <a
      className={styles.link}
      data-wordy={wordy}
      href={href}
      target="_blank"
      rel="noreferrer"
      aria-label={`Open on ${name}: ${what}, in a new tab`}
      title={`Open on ${name}`}
    >
      {wordy && <span>Open on {name}</span>}
      <ExternalLink size={14} aria-hidden />
    </a>
  );
}
