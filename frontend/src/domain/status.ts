/** Every status a build, job or attempt can have, in the order the filter lists them. */
export const STATUSES = [
  "failure",
  "timed_out",
  "running",
  "queued",
  "blocked",
  "success",
  "cancelled",
  "skipped",
  "unknown",
] as const;

export type Status = (typeof STATUSES)[number];

/** The hue a status is drawn in; several statuses share one, their shape and word differ. */
export type Tone = "success" | "failure" | "running" | "warning" | "neutral";

const WORDS: Record<Status, string> = {
  failure: "Failed",
  timed_out: "Timed out",
  running: "Running",
  queued: "Queued",
  blocked: "Blocked",
  success: "Passed",
  cancelled: "Cancelled",
  skipped: "Skipped",
  unknown: "Unknown",
};

const TONES: Record<Status, Tone> = {
  failure: "failure",
  timed_out: "failure",
  running: "running",
  queued: "neutral",
  blocked: "warning",
  success: "success",
  cancelled: "neutral",
  skipped: "neutral",
  unknown: "neutral",
};

export function statusWord(status: Status): string {
  return WORDS[status];
}

export function statusTone(status: Status): Tone {
  return TONES[status];
}

/** Whether the status counts as a failure in rates and in "failing now". */
export function isFailure(status: Status): boolean {
  return status === "failure" || status === "timed_out";
}

/** Whether the build may still change by itself. */
export function isUnfinished(status: Status): boolean {
  return status === "queued" || status === "running" || status === "blocked";
}
