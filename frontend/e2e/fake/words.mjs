// Other people's words in place of the usual ones: names that are long, and names that are read from the right.

/** The fields that carry what people name, as opposed to what a program does. */
const NAMED = new Set([
  "actor",
  "branch",
  "commit_title",
  "default_branch",
  "job",
  "name",
  "pipeline",
  "pipeline_name",
  "reason",
  "repository",
  "stage",
  "target",
]);

/** An answer as JSON, with its names said in other words. */
export function toJson(body, words) {
  if (!words) return JSON.stringify(body);
  return JSON.stringify(body, (key, value) =>
    NAMED.has(key) && typeof value === "string" && value !== "*" ? words(value) : value,
  );
}

/** Names as long as providers allow, without a place to break them. */
export const long = (text) => `${text}-${"with-everything-that-was-ever-asked-for-".repeat(5)}end`;

/** Names in Arabic, with what was in Latin letters at their end. */
export const arabic = (text) => `خدمة الدفع الموحدة ${text}`;
