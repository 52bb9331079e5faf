import { settleBaseline } from "../api/baseline";
import { api, ask } from "../api/client";
import { Problem } from "../api/problem";
import { socketAddress } from "../api/session";
import type { Change } from "../api/types";
import { readFrame } from "./frames";
import { step } from "./reducer";
import { createRows, type Rows } from "./rows";
import { type Effect, INITIAL, type LiveEvent, type LiveState } from "./state";

/** How often waiting changes are drawn, in milliseconds. */
const FLUSH_MS = 250;

const TICK_MS = 1_000;

/** What the feed calls when lists or numbers should be asked again. */
export interface Listeners {
  changed(changes: readonly Change[]): void;
  refetch(): void;
}

export interface Live {
  readonly rows: Rows;
  state(): LiveState;
  subscribe(listener: () => void): () => void;
  send(event: LiveEvent): void;
  /** Starts the feed; the answer ends it. */
  start(listeners: Listeners): () => void;
}

/** The thin shell about `step`: it owns the socket, the timers and the requests, and decides nothing. */
export function createLive(): Live {
  const rows = createRows();
  const watchers = new Set<() => void>();
  let state = INITIAL;
  let socket: WebSocket | null = null;
  let spare: WebSocket | null = null;
  let opening = 0;
  let listeners: Listeners | null = null;
  let queue: Change[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | null = null;

  function flush(): void {
    flushTimer = null;
    const changes = queue;
    queue = [];
    rows.tell(changes.map((change) => change.build));
    listeners?.changed(changes);
  }

  function dropSocket(): void {
    opening += 1;
    const old = socket;
    socket = null;
    old?.close();
    dropSpare();
  }

  function dropSpare(): void {
    const old = spare;
    spare = null;
    old?.close();
  }

  function hear(from: WebSocket, message: MessageEvent): void {
    const frame = readFrame(message.data);
    if (socket === from && frame) send({ type: "frame", frame });
  }

  async function openSocket(): Promise<void> {
    dropSocket();
    const turn = opening;
    const address = await socketAddress().catch(() => null);
    if (turn !== opening) return;
    if (address === null) return send({ type: "closed" });
    const opened = new WebSocket(address);
    socket = opened;
    const whenCurrent = (act: () => void) => () => {
      if (socket === opened) act();
    };
    opened.onopen = whenCurrent(() => send({ type: "opened" }));
    opened.onclose = whenCurrent(() => send({ type: "closed" }));
    opened.onmessage = (message) => hear(opened, message);
  }

  /** Opens a second socket; once open it takes over and the first is closed. */
  async function rollSocket(): Promise<void> {
    dropSpare();
    const turn = opening;
    const address = await socketAddress().catch(() => null);
    if (turn !== opening) return;
    if (address === null) return send({ type: "roll_failed" });
    const next = new WebSocket(address);
    spare = next;
    next.onopen = () => {
      if (spare !== next) return;
      spare = null;
      const old = socket;
      socket = next;
      old?.close();
      send({ type: "rolled" });
    };
    next.onclose = () => {
      if (socket === next) return send({ type: "closed" });
      if (spare !== next) return;
      spare = null;
      send({ type: "roll_failed" });
    };
    next.onmessage = (message) => hear(next, message);
  }

  async function askChanges(after: string | null): Promise<void> {
    const query = after === null ? {} : { after };
    try {
      const page = await ask((signal) => api.GET("/api/changes", { params: { query }, signal }));
      send({ type: "changes", page, after });
    } catch (error) {
      const expired = error instanceof Problem && error.status === 410;
      send({ type: "changes_failed", expired });
    }
  }

  function run(effect: Effect): void {
    switch (effect.type) {
      case "open":
        void openSocket();
        return;
      case "close":
        dropSocket();
        return;
      case "roll":
        void rollSocket();
        return;
      case "roll_end":
        dropSpare();
        return;
      case "ping":
        socket?.send(JSON.stringify({ action: "ping" }));
        return;
      case "ask":
        void askChanges(effect.after);
        return;
      case "apply":
        queue.push(...effect.changes);
        flushTimer ??= setTimeout(flush, FLUSH_MS);
        return;
      case "refetch":
        listeners?.refetch();
        return;
      case "baseline":
        settleBaseline();
    }
  }

  function send(event: LiveEvent): void {
    const [next, effects] = step(state, event, { now: Date.now(), chance: Math.random() });
    const changed = next !== state;
    state = next;
    for (const effect of effects) run(effect);
    if (changed) for (const watcher of watchers) watcher();
  }

  /** The page is back from the browser's cache, or from being frozen, and its connection is gone. */
  function onThawed(): void {
    if (socket === null && state.socket !== "closed") send({ type: "closed" });
  }

  function start(given: Listeners): () => void {
    listeners = given;
    const events = new AbortController();
    const on = (target: EventTarget, name: string, act: () => void) =>
      target.addEventListener(name, act, { signal: events.signal });
    on(window, "online", () => send({ type: "online" }));
    on(window, "offline", () => send({ type: "offline" }));
    on(window, "pagehide", dropSocket);
    on(window, "pageshow", onThawed);
    on(document, "freeze", dropSocket);
    on(document, "resume", onThawed);
    on(document, "visibilitychange", () => send({ type: document.hidden ? "hidden" : "visible" }));
    const timer = setInterval(() => send({ type: "tick" }), TICK_MS);
    send({ type: "start", online: navigator.onLine });
    return () => {
      events.abort();
      clearInterval(timer);
      if (flushTimer !== null) clearTimeout(flushTimer);
      flushTimer = null;
      dropSocket();
      state = INITIAL;
      listeners = null;
    };
  }

  return {
    rows,
    state: () => state,
    subscribe(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    send,
    start,
  };
}
