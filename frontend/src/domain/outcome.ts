import type { Status } from "./status";

/** What became of a webhook delivery. */
export const OUTCOMES = ["applied", "duplicate", "ignored", "unreadable"] as const;

export type Outcome = (typeof OUTCOMES)[number];

interface OutcomeLook {
  readonly word: string;
  /** The status whose shape and hue it borrows. */
  readonly like: Status;
  readonly meaning: string;
}

const LOOKS: Record<Outcome, OutcomeLook> = {
  applied: { word: "Applied", like: "success", meaning: "it told something new" },
  duplicate: { word: "Duplicate", like: "skipped", meaning: "it had arrived before" },
  ignored: { word: "Ignored", like: "cancelled", meaning: "it speaks of nothing Signalbox keeps" },
  unreadable: {
    word: "Unreadable",
    like: "failure",
    meaning: "it was genuine but could not be read",
  },
};

export function outcomeLook(outcome: Outcome): OutcomeLook {
  return LOOKS[outcome];
}
