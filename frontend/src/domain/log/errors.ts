/**
 * How sure a line is to say what went wrong: `marked` by the provider, `told` by a tool in the usual words,
 * or `exit`, which says only that something did.
 */
export type ErrorRank = "marked" | "told" | "exit";

const EXIT =
  /^(?:Process completed with exit code [1-9]|ERROR: Job failed|ERROR: script returned exit code [1-9]|Finished: (?:FAILURE|ABORTED)|(?:make|npm ERR!|error): .*(?:exit code|Error|errno) [1-9]\d*$)/;

const TOLD =
  /(?:^|[\s(\]])(?:error|fatal(?: error)?|panic)(?:\[\w+\]|\s[A-Z]{1,6}\d{2,6})?:\s|^\s*(?:✕|✗|✘|FAIL(?:ED)?\b|--- FAIL:|not ok\b|\[ERROR\]|\[FATAL\]|npm ERR!|E {3}\S|Traceback \(most recent call last\)|Exception in thread)|\w(?:Error|Exception): |\bpanicked at\b|\bBUILD FAIL(?:ED|URE)\b/i;

/** Ranks a line that the provider marked as an error, or did not. */
export function errorRank(text: string, isMarked: boolean): ErrorRank | null {
  if (EXIT.test(text)) return "exit";
  if (isMarked) return "marked";
  return TOLD.test(text) ? "told" : null;
}
