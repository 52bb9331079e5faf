import { type Provider, providerName } from "../domain/provider";
import { PROVIDER_PATHS } from "./provider-paths";

/** The provider's mark in the colour of the text about it. */
export function ProviderMark({ provider, size = 14 }: { provider: Provider; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="currentColor"
      role="img"
      aria-label={providerName(provider)}
    >
      <path d={PROVIDER_PATHS[provider]} />
    </svg>
  );
}
