export const PROVIDERS = ["github", "gitlab", "jenkins"] as const;

export type Provider = (typeof PROVIDERS)[number];

const NAMES: Record<Provider, string> = {
  github: "GitHub Actions",
  gitlab: "GitLab CI",
  jenkins: "Jenkins",
};

const SHORT_NAMES: Record<Provider, string> = {
  github: "GitHub",
  gitlab: "GitLab",
  jenkins: "Jenkins",
};

export function providerName(provider: Provider): string {
  return NAMES[provider];
}

export function providerShortName(provider: Provider): string {
  return SHORT_NAMES[provider];
}
