import type { Provider } from "../../domain/provider";

interface Guide {
  /** The environment variable that holds the secret on the host. */
  readonly variable: string;
  /** The exact clicks, in order. */
  readonly steps: readonly string[];
}

export const GUIDES: Record<Provider, Guide> = {
  github: {
    variable: "GITHUB_WEBHOOK_SECRET",
    steps: [
      "Open the repository or organisation on GitHub: Settings → Webhooks → Add webhook.",
      "Paste the payload URL and the secret, and choose content type application/json.",
      "Choose “Let me select individual events”, then Workflow runs and Workflow jobs.",
      "Add webhook. GitHub sends a ping at once; it shows under Sources.",
    ],
  },
  gitlab: {
    variable: "GITLAB_WEBHOOK_SECRET",
    steps: [
      "Open the project or group on GitLab: Settings → Webhooks → Add new webhook.",
      "Paste the URL, and the secret as the secret token.",
      "Tick Pipeline events and Job events, and leave SSL verification on.",
      "Add webhook, then Test → Pipeline events.",
    ],
  },
  jenkins: {
    variable: "JENKINS_WEBHOOK_SECRET",
    steps: [
      "Install the Notification plugin under Manage Jenkins → Plugins.",
      "Open the job: Configure → Job Notifications → Add Endpoint.",
      "Choose format JSON, protocol HTTP and event All Events.",
      "Paste the URL with ?token= and the secret at its end, then save and build.",
    ],
  },
};
