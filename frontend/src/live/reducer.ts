import { backoff } from "./backoff";
import { ask, onChanges, onChangesFailed, onFrame, onPause, onResume } from "./feed";
import type { Effect, LiveEvent, LiveState, Moment, Step } from "./state";

/** How long a silent connection is left alone before it is pinged, in milliseconds. */
export const SILENCE_MS = 60_000;

/** How long a pong may take before the connection counts as dead. */
export const PONG_MS = 10_000;

/** How long a connection may take to open. */
const OPENING_MS = 10_000;

/** How long a connection must hold before failures are forgotten. */
const STABLE_MS = 30_000;

/** After this many failures in a row, or this long without a connection, the page asks by itself. */
const POLL_AFTER_FAILURES = 5;
const POLL_AFTER_MS = 60_000;

/** How often it then asks. */
export const POLL_EVERY_MS = 15_000;

/** A connection is replaced at this age, give or take, so that the server's cut after two hours is never seen. */
const ROLL_AFTER_MS = 110 * 60_000;
const ROLL_SPREAD_MS = 5 * 60_000;

/** How long after a replacement failed the next is tried. */
const ROLL_AGAIN_MS = 60_000;

/** How long a hidden page keeps its connection. */
const HIDDEN_MS = 5 * 60_000;

/** Pages that come back online together spread over this long. */
const RETURN_SPREAD_MS = 2_000;

function open(state: LiveState, { now }: Moment): Step {
  if (state.socket !== "closed" || !state.online) return [state, []];
  return [{ ...state, socket: "opening", openingSince: now, retryAt: null }, [{ type: "open" }]];
}

/** Nothing of a connection: neither one that serves nor one that replaces it. */
const NO_SOCKET = {
  socket: "closed",
  openingSince: null,
  openSince: null,
  pingSentAt: null,
  rollAt: null,
  rollingSince: null,
} as const satisfies Partial<LiveState>;

function lost(state: LiveState, { now, chance }: Moment): LiveState {
  const failures = state.failures + 1;
  const awake = state.online && state.hiddenSince === null;
  return {
    ...state,
    ...NO_SOCKET,
    failures,
    downSince: state.downSince ?? now,
    retryAt: awake ? now + backoff(failures, chance) : null,
  };
}

/** Whether the socket has been away so long that the page asks the change feed on a timer instead. */
export function isPolling(state: LiveState, now: number): boolean {
  if (state.socket === "open" || !state.online || state.downSince === null) return false;
  return state.failures >= POLL_AFTER_FAILURES || now - state.downSince >= POLL_AFTER_MS;
}

function pollIsDue(state: LiveState, now: number): boolean {
  if (!isPolling(state, now) || state.hiddenSince !== null || state.askAgainAt !== null)
    return false;
  return now - (state.lastAnswerAt ?? 0) >= POLL_EVERY_MS;
}

function check(state: LiveState, moment: Moment): Step {
  const { now } = moment;
  const died = state.pingSentAt !== null && now - state.pingSentAt >= PONG_MS;
  const stuck = state.openingSince !== null && now - state.openingSince >= OPENING_MS;
  if (died || stuck) return [lost(state, moment), [{ type: "close" }]];
  if (
    state.hiddenSince !== null &&
    state.socket === "open" &&
    now - state.hiddenSince >= HIDDEN_MS
  ) {
    return [{ ...state, ...NO_SOCKET }, [{ type: "close" }]];
  }
  const silent = state.socket === "open" && now - (state.lastHeardAt ?? now) >= SILENCE_MS;
  if (silent && state.pingSentAt === null)
    return [{ ...state, pingSentAt: now }, [{ type: "ping" }]];
  if (state.retryAt !== null && now >= state.retryAt) return open(state, moment);
  return roll(state, moment);
}

function rollFailed(state: LiveState, { now }: Moment): LiveState {
  const rollAt = state.socket === "open" ? now + ROLL_AGAIN_MS : null;
  return { ...state, rollingSince: null, rollAt };
}

/** Begins a planned replacement when it is due, and gives up one that does not open. */
function roll(state: LiveState, moment: Moment): Step {
  const { now } = moment;
  if (state.rollingSince !== null) {
    if (now - state.rollingSince < OPENING_MS) return [state, []];
    return [rollFailed(state, moment), [{ type: "roll_end" }]];
  }
  if (state.rollAt === null || now < state.rollAt) return [state, []];
  return [{ ...state, rollAt: null, rollingSince: now }, [{ type: "roll" }]];
}

function onTick(state: LiveState, moment: Moment): Step {
  const { now } = moment;
  const settled =
    state.failures > 0 && state.openSince !== null && now - state.openSince >= STABLE_MS;
  const [checked, effects] = check(settled ? { ...state, failures: 0 } : state, moment);
  const again = checked.askAgainAt !== null && now >= checked.askAgainAt;
  if (!again && !pollIsDue(checked, now)) return [checked, effects];
  const [asking, more] = ask(checked);
  return [asking, [...effects, ...more]];
}

function rollTime({ now, chance }: Moment): number {
  return now + ROLL_AFTER_MS + (2 * chance - 1) * ROLL_SPREAD_MS;
}

/** A connection that was just opened, for the first time or in place of the one before. */
function onOpened(state: LiveState, moment: Moment): Step {
  const { now } = moment;
  const opened: LiveState = {
    ...state,
    ...NO_SOCKET,
    socket: "open",
    openSince: now,
    rollAt: rollTime(moment),
    lastHeardAt: now,
    downSince: null,
    retryAt: null,
  };
  // An answer under way may be older than the connection, and what came between is in neither.
  return opened.asking ? [{ ...opened, askAgainAt: now }, []] : ask(opened);
}

function onReturn(state: LiveState, { now, chance }: Moment): Step {
  if (state.socket !== "closed") return [state, []];
  return [{ ...state, retryAt: now + chance * RETURN_SPREAD_MS }, []];
}

function onOffline(state: LiveState, { now }: Moment): Step {
  const closing: Effect[] = state.socket === "closed" ? [] : [{ type: "close" }];
  const offline: LiveState = {
    ...state,
    online: false,
    ...NO_SOCKET,
    retryAt: null,
    downSince: state.downSince ?? now,
  };
  return [offline, closing];
}

function onStart(state: LiveState, online: boolean, moment: Moment): Step {
  const [asking, effects] = ask({ ...state, online });
  const [opening, more] = open(asking, moment);
  return [opening, [...effects, ...more]];
}

/** The whole protocol: what the page knows next and what it must do, given what happened. Pure. */
export function step(state: LiveState, event: LiveEvent, moment: Moment): Step {
  switch (event.type) {
    case "start":
      return onStart(state, event.online, moment);
    case "opened":
      return onOpened({ ...state, opens: state.opens + 1 }, moment);
    case "closed":
      return [lost(state, moment), []];
    case "rolled":
      return onOpened(state, moment);
    case "roll_failed":
      return [rollFailed(state, moment), []];
    case "frame":
      return onFrame(state, event.frame, moment);
    case "changes":
      return onChanges(state, event.page, event.after, moment);
    case "changes_failed":
      return onChangesFailed(state, event.expired, moment);
    case "tick":
      return onTick(state, moment);
    case "retry":
      return open(state, moment);
    case "online":
      return onReturn({ ...state, online: true }, moment);
    case "offline":
      return onOffline(state, moment);
    case "hidden":
      return [{ ...state, hiddenSince: state.hiddenSince ?? moment.now }, []];
    case "visible":
      return onReturn({ ...state, hiddenSince: null }, moment);
    case "pause":
      return onPause(state);
    case "resume":
      return onResume(state);
    case "expect":
      return [
        {
          ...state,
          expectedGap: event.gap,
          lastChangeAt: state.lastChangeAt ?? event.lastChangeAt,
        },
        [],
      ];
  }
}
