import * as v from "valibot";

export interface BuildPageSearch {
  /** Our id of the job whose log is shown. */
  job?: string;
}

const schema = v.object({
  job: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/))), undefined),
});

/** Any address as a choice of a job; what is no id is dropped. */
export function validateBuildPageSearch(search: Record<string, unknown>): BuildPageSearch {
  const { job } = v.parse(schema, search);
  return job ? { job } : {};
}
