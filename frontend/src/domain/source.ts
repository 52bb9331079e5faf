import type { Status } from "./status";

/** How a source of builds stands. */
export type SourceState = "ok" | "failing" | "throttled" | "waiting";

const LOOKS: Record<SourceState, { readonly word: string; readonly like: Status }> = {
  ok: { word: "Working", like: "success" },
  failing: { word: "Failing", like: "failure" },
  throttled: { word: "Told to wait", like: "blocked" },
  waiting: { word: "Not asked yet", like: "queued" },
};

/** How a state is called, and the status whose shape and hue it borrows. */
export function sourceLook(state: SourceState) {
  return LOOKS[state];
}

interface Standing {
  readonly state: SourceState;
  readonly webhook_missing: boolean;
}

interface NamedStanding extends Standing {
  readonly name: string;
  readonly last_error?: { readonly message: string } | null;
}

/** Says of which sources builds may be missing, because they cannot be asked; null where there is none. */
export function missingWords(sources: readonly NamedStanding[]): string | null {
  const missing = sources.filter(({ state }) => state === "failing" || state === "throttled");
  const [first] = missing;
  if (!first) return null;
  if (missing.length > 1) return `Builds of ${missing.length} sources may be missing`;
  const why = first.last_error ? `: ${first.last_error.message}` : "";
  return `Builds of ${first.name} may be missing${why}`;
}

/** How the sources stand as a whole: what is worst, in words. */
export function standing(sources: readonly Standing[]): {
  readonly word: string;
  readonly like: Status;
} {
  const failing = sources.filter(({ state }) => state === "failing").length;
  const unheard = sources.filter(({ webhook_missing }) => webhook_missing).length;
  if (failing > 0) return { word: `${failing} failing`, like: "failure" };
  if (sources.some(({ state }) => state === "throttled"))
    return { word: "waiting", like: "blocked" };
  if (unheard > 0) return { word: `${unheard} without webhook`, like: "blocked" };
  return { word: "working", like: "success" };
}
