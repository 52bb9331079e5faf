import type { Change, Changes } from "../api/types";
import type { BuildsFrame, Frame } from "./frames";

/** Everything the live feed knows; a plain value that only `step` makes anew. Times are milliseconds since the epoch. */
export interface LiveState {
  readonly socket: "closed" | "opening" | "open";
  readonly online: boolean;
  readonly hiddenSince: number | null;
  /** The last change this page has; null until the first answer, and again when the server forgot it. */
  readonly cursor: string | null;
  /** Whether the first cursor was asked for and answered, well or badly. */
  readonly booted: boolean;
  /** Whether lists were loaded against an older cursor and must be asked again once there is a new one. */
  readonly outdated: boolean;
  readonly asking: boolean;
  readonly askAgainAt: number | null;
  /** Frames that wait for an answer about what came before them. */
  readonly waiting: readonly BuildsFrame[];
  readonly paused: boolean;
  /** Newest change of each build that came while paused, by build id. */
  readonly held: ReadonlyMap<number, Change>;
  readonly failures: number;
  readonly retryAt: number | null;
  readonly openingSince: number | null;
  readonly openSince: number | null;
  /** When the connection is replaced by a new one, before the server cuts it. */
  readonly rollAt: number | null;
  /** Since when the replacement has been opening, beside the connection that still serves. */
  readonly rollingSince: number | null;
  readonly downSince: number | null;
  readonly lastHeardAt: number | null;
  readonly lastAnswerAt: number | null;
  readonly lastChangeAt: number | null;
  readonly pingSentAt: number | null;
  /** How long the last ping took to be answered, in milliseconds. */
  readonly latency: number | null;
  /** How often a connection was opened, planned replacements left out. */
  readonly opens: number;
  /** How many changes were heard of. */
  readonly heardChanges: number;
  readonly expectedGap: number | null;
}

export type LiveEvent =
  | { readonly type: "start"; readonly online: boolean }
  | { readonly type: "opened" }
  | { readonly type: "closed" }
  | { readonly type: "rolled" }
  | { readonly type: "roll_failed" }
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "changes"; readonly page: Changes; readonly after: string | null }
  | { readonly type: "changes_failed"; readonly expired: boolean }
  | { readonly type: "tick" }
  | { readonly type: "retry" }
  | { readonly type: "online" }
  | { readonly type: "offline" }
  | { readonly type: "hidden" }
  | { readonly type: "visible" }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "expect"; readonly gap: number | null; readonly lastChangeAt: number | null };

export type Effect =
  | { readonly type: "open" }
  | { readonly type: "close" }
  /** Opens a second connection that takes over once it is open. */
  | { readonly type: "roll" }
  | { readonly type: "roll_end" }
  | { readonly type: "ping" }
  | { readonly type: "ask"; readonly after: string | null }
  | { readonly type: "apply"; readonly changes: readonly Change[] }
  | { readonly type: "refetch" }
  | { readonly type: "baseline" };

export interface Moment {
  readonly now: number;
  /** A random number from 0 to 1, drawn by the caller so that `step` stays pure. */
  readonly chance: number;
}

export type Step = readonly [LiveState, readonly Effect[]];

export const INITIAL: LiveState = {
  socket: "closed",
  online: true,
  hiddenSince: null,
  cursor: null,
  booted: false,
  outdated: false,
  asking: false,
  askAgainAt: null,
  waiting: [],
  paused: false,
  held: new Map(),
  failures: 0,
  retryAt: null,
  openingSince: null,
  openSince: null,
  rollAt: null,
  rollingSince: null,
  downSince: null,
  lastHeardAt: null,
  lastAnswerAt: null,
  lastChangeAt: null,
  pingSentAt: null,
  latency: null,
  opens: 0,
  heardChanges: 0,
  expectedGap: null,
};
