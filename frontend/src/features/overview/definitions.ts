export interface Definition {
  readonly title: string;
  readonly formula: string;
  readonly notes: readonly string[];
}

export type Metric = "success" | "failure" | "duration" | "last";

/** What each card counts, in the words the reader sees; the server computes by the same rules. */
export const DEFINITIONS: Record<Metric, Definition> = {
  success: {
    title: "Success rate",
    formula: "passed ÷ (passed + failed + timed out)",
    notes: [
      "Cancelled, skipped, blocked and unfinished builds count in neither.",
      "A build counts once, as its latest attempt stands.",
      "It reads 100 % only when no decided build failed.",
    ],
  },
  failure: {
    title: "Failure rate",
    formula: "(failed + timed out) ÷ (passed + failed + timed out)",
    notes: [
      "The count below it is of builds in the window.",
      "A pipeline is failing now when its latest build failed or timed out.",
    ],
  },
  duration: {
    title: "Average build time",
    formula: "mean time from start to finish of decided builds",
    notes: [
      "Decided builds are those that passed, failed or timed out.",
      "Time spent in the queue is not included.",
      "Half of the builds are no longer than p50; 95 in 100 are no longer than p95.",
    ],
  },
  last: {
    title: "Last build",
    formula: "the newest build of the chosen providers and branch",
    notes: ["It may still be running; its duration then counts up."],
  },
};
