import * as v from "valibot";

const problemSchema = v.object({
  title: v.string(),
  status: v.number(),
  code: v.optional(v.string()),
  detail: v.optional(v.string()),
  parameter: v.optional(v.string()),
});

/** An answer that was not the one asked for, or none at all (status 0). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly code: string,
    readonly detail: string,
    /** The field or parameter that is wrong, where one is. */
    readonly parameter: string | null = null,
    /** What the server's logs call the request; null where the answer did not say. */
    readonly request: string | null = null,
  ) {
    super(detail === "" ? title : `${title}: ${detail}`);
  }
}

/** Reads an error body; one that is no problem document is told by its status alone. */
export function problemOf(status: number, body: unknown, headers?: Headers): Problem {
  const request = headers?.get("x-request-id") ?? headers?.get("apigw-requestid") ?? null;
  const read = v.safeParse(problemSchema, body);
  if (!read.success) {
    return new Problem(status, `The server answered ${status}`, "unknown", "", null, request);
  }
  const { title, code = "unknown", detail = "", parameter = null } = read.output;
  return new Problem(status, title, code, detail, parameter, request);
}

/** What is shown when no answer came. */
export function unreachable(): Problem {
  return new Problem(
    0,
    "Signalbox cannot be reached",
    "unreachable",
    "check the connection or whether the server runs",
  );
}

/** Any thrown value as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : unreachable();
}
