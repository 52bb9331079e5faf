/** Why a log is not shown, in words, and what may help. */
export interface Absence {
  readonly title: string;
  readonly detail: string;
  /** `waits`: it will come by itself. `retry`: asking again may help. `never`: it will not come. */
  readonly next: "waits" | "retry" | "never";
}

/** The words for an answer that is no log; `provider` is its name. What is not known to these words is told by the answer's own. */
export function absenceOf(status: number, code: string, provider: string): Absence | null {
  switch (status) {
    case 404:
      return {
        title: "There is no log",
        detail: `${provider} has none for this: it may never have begun, or its runner was lost`,
        next: "retry",
      };
    case 409:
      return {
        title: "The log is not there yet",
        detail: `${provider} gives it once the job has begun, or has ended; it appears here by itself`,
        next: "waits",
      };
    case 410:
      return {
        title: "The log is gone",
        detail: `${provider} has deleted it, as it does with old logs`,
        next: "never",
      };
    case 502:
      return {
        title: `${provider} did not give the log`,
        detail: "it may be away for a moment, or refuse Signalbox's token",
        next: "retry",
      };
    case 503:
      return code === "not_configured"
        ? {
            title: `Signalbox cannot read logs from ${provider}`,
            detail: "it needs an API token for that; whoever runs Signalbox can set one",
            next: "never",
          }
        : null;
    default:
      return null;
  }
}
