import * as v from "valibot";

export interface BuildPageSearch {
  /** Our id of the job whose log is shown. */
  job?: string;
  /** Only the lines of the log that tell of an error. */
  lines?: "errors";
}

const schema = v.object({
  job: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/))), undefined),
  lines: v.fallback(v.optional(v.literal("errors")), undefined),
});

/** Any address as a choice of a job and of its lines; what is none is dropped. */
export function validateBuildPageSearch(search: Record<string, unknown>): BuildPageSearch {
  const { job, lines } = v.parse(schema, search);
  return { ...(job && { job }), ...(lines && { lines }) };
}
