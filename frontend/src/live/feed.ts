import type { Change, Changes } from "../api/types";
import type { BuildsFrame, Frame } from "./frames";
import type { Effect, LiveState, Moment, Step } from "./state";

/** How many builds may wait while paused; past that the lists are asked again instead. */
const HELD_MOST = 5_000;

/** How many frames may wait for an answer; past that the lists are asked again instead. */
const WAITING_MOST = 500;

/** How long after a failed answer the change feed is asked again, in milliseconds. */
const ASK_AGAIN_MS = 2_000;

/** Asks the change feed for what follows the known cursor, unless an answer is under way. */
export function ask(state: LiveState): Step {
  if (state.asking) return [state, []];
  return [{ ...state, asking: true, askAgainAt: null }, [{ type: "ask", after: state.cursor }]];
}

function take(state: LiveState, changes: readonly Change[], moment: Moment): Step {
  if (changes.length === 0) return [state, []];
  const heardChanges = state.heardChanges + changes.length;
  const heard = { ...state, heardChanges, lastChangeAt: moment.now };
  if (!state.paused) return [heard, [{ type: "apply", changes }]];
  const held = new Map(state.held);
  for (const change of changes) {
    const known = held.get(change.build.id);
    if (!known || change.build.version > known.build.version) held.set(change.build.id, change);
  }
  if (held.size > HELD_MOST) return [{ ...heard, held: new Map(), outdated: true }, []];
  return [{ ...heard, held }, []];
}

/** Where a chain of waiting frames leads from a cursor, whatever order they came in. */
function follow(waiting: readonly BuildsFrame[], cursor: string | null): readonly string[] {
  const starts = new Map<string | null, string>(
    waiting.map((frame) => [frame.after, frame.cursor]),
  );
  const chain: string[] = [];
  for (let next = starts.get(cursor); next !== undefined; next = starts.get(next)) {
    if (chain.length === waiting.length) break;
    chain.push(next);
  }
  return chain;
}

/** Applies waiting frames that follow the cursor; a frame that does not is applied too, its rows being versioned. */
function drain(state: LiveState, moment: Moment): Step {
  const { waiting } = state;
  if (waiting.length === 0) return [state, []];
  const covered = waiting.findLastIndex((frame) => frame.cursor === state.cursor);
  const chain = follow(waiting, state.cursor);
  const followed = new Set(chain);
  const fresh = waiting.filter((frame, at) => at > covered || followed.has(frame.cursor));
  const changes = fresh.flatMap((frame) => frame.items);
  const cursor = chain.at(-1) ?? state.cursor;
  const [taken, effects] = take({ ...state, cursor, waiting: [] }, changes, moment);
  if (fresh.every((frame) => followed.has(frame.cursor))) return [taken, effects];
  const [asking, more] = ask(taken);
  return [asking, [...effects, ...more]];
}

function onBuilds(state: LiveState, frame: BuildsFrame, moment: Moment): Step {
  if (state.asking || state.cursor === null) {
    if (state.waiting.length < WAITING_MOST) {
      return [{ ...state, waiting: [...state.waiting, frame] }, []];
    }
    return [{ ...state, waiting: [], outdated: true, cursor: null }, []];
  }
  if (frame.cursor === state.cursor) return [state, []];
  if (frame.after === state.cursor) {
    return take({ ...state, cursor: frame.cursor }, frame.items, moment);
  }
  return ask({ ...state, waiting: [frame] });
}

export function onFrame(state: LiveState, frame: Frame, moment: Moment): Step {
  const answers = frame.type === "pong" && state.pingSentAt !== null;
  const latency = answers ? moment.now - (state.pingSentAt ?? 0) : state.latency;
  const heard = { ...state, latency, lastHeardAt: moment.now, pingSentAt: null };
  if (frame.type === "builds") return onBuilds(heard, frame, moment);
  if (frame.type === "pong") return [heard, []];
  if (frame.cursor === null) return ask({ ...heard, cursor: null, waiting: [], outdated: true });
  const moved = { ...heard, cursor: frame.cursor, waiting: [] };
  return state.paused ? [{ ...moved, outdated: true }, []] : [moved, [{ type: "refetch" }]];
}

/** The answer without `after` tells the present cursor; lists loaded before it are asked again. */
function onBaseline(state: LiveState, page: Changes, moment: Moment): Step {
  const first = !state.booted;
  const lists: Effect[] = [];
  if (first) lists.push({ type: "baseline" });
  else if (state.outdated && !state.paused) lists.push({ type: "refetch" });
  const outdated = !first && state.outdated && state.paused;
  const [drained, effects] = drain(
    { ...state, booted: true, outdated, cursor: page.cursor },
    moment,
  );
  return [drained, [...lists, ...effects]];
}

export function onChanges(
  state: LiveState,
  page: Changes,
  after: string | null,
  moment: Moment,
): Step {
  const answered = { ...state, asking: false, lastAnswerAt: moment.now };
  if (after === null) return onBaseline(answered, page, moment);
  if (state.cursor !== after)
    return state.cursor === null ? ask(answered) : drain(answered, moment);
  const [taken, effects] = take({ ...answered, cursor: page.cursor }, page.items, moment);
  const [next, more] = page.more ? ask(taken) : drain(taken, moment);
  return [next, [...effects, ...more]];
}

export function onChangesFailed(state: LiveState, expired: boolean, moment: Moment): Step {
  const failed = { ...state, asking: false, outdated: true };
  if (expired) return ask({ ...failed, cursor: null, waiting: [] });
  const waitsForBoot = !state.booted;
  const next = { ...failed, booted: true, askAgainAt: moment.now + ASK_AGAIN_MS };
  const outdated = state.outdated || state.cursor === null;
  return [{ ...next, outdated }, waitsForBoot ? [{ type: "baseline" }] : []];
}

export function onPause(state: LiveState): Step {
  return [{ ...state, paused: true }, []];
}

/** Lets everything held through at once; lists asked without a cursor are asked again once there is one. */
export function onResume(state: LiveState): Step {
  const changes = [...state.held.values()];
  const outdated = state.outdated && state.cursor === null;
  const resumed = { ...state, paused: false, held: new Map(), outdated };
  if (state.outdated) return [resumed, [{ type: "refetch" }]];
  return [resumed, changes.length > 0 ? [{ type: "apply", changes }] : []];
}
