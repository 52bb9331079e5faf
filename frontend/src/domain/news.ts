import type { Status } from "./status";

/** What is told of a breakage. */
export const NEWS_KINDS = ["broken", "fixed", "still_failing"] as const;

export type News = (typeof NEWS_KINDS)[number];

/** Every kind of message: what is told of breakages, two in one, many in one, and tests. */
export type AlertKind = News | "broken_and_fixed" | "digest" | "test";

const LOOKS: Record<AlertKind, { readonly word: string; readonly like: Status }> = {
  broken: { word: "Broken", like: "failure" },
  fixed: { word: "Fixed", like: "success" },
  still_failing: { word: "Still failing", like: "timed_out" },
  broken_and_fixed: { word: "Broken and fixed", like: "success" },
  digest: { word: "Digest", like: "unknown" },
  test: { word: "Test", like: "skipped" },
};

/** How a kind is called, and the status whose shape and hue it borrows. */
export function alertLook(kind: AlertKind) {
  return LOOKS[kind];
}
