/** How one number comes about, in the words the reader sees. */
export interface Definition {
  readonly title: string;
  readonly formula: string;
  readonly notes: readonly string[];
  /** The server's field and words of its documented description that this definition repeats. */
  readonly server?: readonly [field: string, words: string];
}

const DECIDED = "Decided builds are those that passed, failed or timed out.";

/** What each number counts; the server computes by the same rules, and a test compares the two. */
export const DEFINITIONS = {
  success: {
    title: "Success rate",
    formula: "passed ÷ (passed + failed + timed out)",
    notes: [
      "Cancelled, skipped, blocked and unfinished builds count in neither.",
      "A build counts once, as its latest attempt stands; the first try is told apart.",
      "The range is the 95 % Wilson interval: the fewer builds, the wider it is.",
      "It reads 100 % only when no decided build failed.",
    ],
    server: ["success_rate", "success / decided"],
  },
  failure: {
    title: "Failure rate",
    formula: "(failed + timed out) ÷ (passed + failed + timed out)",
    notes: [
      "The count below it is of builds in the window.",
      "A pipeline is failing now when its latest build failed or timed out.",
      "Time to restore runs from the first failure of a branch to its next passing build.",
    ],
    server: ["failure_rate", "1 - success_rate"],
  },
  duration: {
    title: "Average build time",
    formula: "mean time from start to finish of decided builds",
    notes: [
      DECIDED,
      "Time spent in the queue is not included; it is told apart.",
      "Half of the builds are no longer than p50; 95 in 100 are no longer than p95.",
    ],
    server: ["avg_duration_seconds", "mean duration of decided builds"],
  },
  last: {
    title: "Last build",
    formula: "the newest build of the chosen providers and branch",
    notes: ["It may still be running; its duration then counts up."],
  },
  p50: {
    title: "p50",
    formula: "the median duration of decided builds",
    notes: [
      DECIDED,
      "It is told to 1 %.",
      "The change compares with the window of equal length before.",
    ],
    server: ["p50_duration_seconds", "median duration of decided builds"],
  },
  p95: {
    title: "p95",
    formula: "95 in 100 decided builds took no longer",
    notes: [DECIDED, "A p95 far above the p50 means builds of uneven length."],
    server: ["p95_duration_seconds", "95th percentile of the duration of decided builds"],
  },
  decided: {
    title: "Decided builds",
    formula: "passed + failed + timed out",
    notes: ["Only these have a verdict, so only these are in rates."],
    server: ["decided", "success, failure or timed_out"],
  },
  flaky: {
    title: "Flaky",
    formula: "runs of one commit that ended differently ÷ commits run more than once",
    notes: [
      "A build that passed when tried again, or one commit with two verdicts.",
      "Ranked by the minutes lost to failed tries that passed later.",
    ],
  },
  regression: {
    title: "Slower than before",
    formula: "the recent median of passing builds against the pipeline's own baseline",
    notes: [
      "It counts when the difference is large both in per cent and in seconds, and has lasted.",
      "Ranked by the minutes it costs: the difference times the builds run since.",
    ],
  },
} as const satisfies Record<string, Definition>;

export type Metric = keyof typeof DEFINITIONS;
