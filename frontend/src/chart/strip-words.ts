import { isFailure, type Status, statusWord } from "../domain/status";

/** A strip in words, newest last: `Last 20: 3 failed, latest passed`. */
export function stripWords(statuses: readonly Status[]): string {
  const latest = statuses.at(-1);
  if (!latest) return "No builds";
  const failed = statuses.filter(isFailure).length;
  return `Last ${statuses.length}: ${failed || "none"} failed, latest ${statusWord(latest).toLowerCase()}`;
}
