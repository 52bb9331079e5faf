import { type LogAddress, type LogState, readLog } from "../../../api/logs";
import type { Problem } from "../../../api/problem";
import { createLog, type LogDocument } from "../../../domain/log/document";

/** How long lines are read before the page gets a turn, in milliseconds, and how many characters are read at once. */
const TURN_MS = 12;
const SLICE = 32_768;

/** How often what was read is drawn, in milliseconds; a long log, which costs more to draw, less often. */
const DRAW_MS = 100;
const LINES_PER_MS = 200;

/** `waiting`: nothing has come yet. `reading`: more is on its way. */
export type LogPhase = "waiting" | "reading" | LogState | "failed";

/** A log at one moment; a new value whenever there is something new to draw. */
export interface LogReading {
  readonly log: LogDocument;
  /** How many lines there were at this moment. */
  readonly length: number;
  readonly phase: LogPhase;
  readonly problem: Problem | null;
  /** The log's own text, for whoever wants it raw. */
  readonly pieces: readonly string[];
}

export interface LogReader {
  subscribe(listener: () => void): () => void;
  reading(): LogReading;
  /** Begins to read; the answer ends it. */
  start(): () => void;
}

function nothing(): LogReading {
  return { log: createLog(), length: 0, phase: "waiting", problem: null, pieces: [] };
}

/** Lets the page have its turn. */
const nextTurn = () =>
  window.scheduler?.yield() ?? new Promise<void>((resolve) => setTimeout(resolve));

/** The thin shell about a log's document: it asks for the text, and tells when there is more to draw. */
export function createLogReader(address: LogAddress): LogReader {
  const listeners = new Set<() => void>();
  let reading = nothing();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(over: Partial<LogReading> = {}): void {
    clearTimeout(timer);
    timer = undefined;
    reading = { ...reading, ...over, length: reading.log.lines.length };
    for (const listener of listeners) listener();
  }

  function start(): () => void {
    const end = new AbortController();
    const pieces: string[] = [];
    let turnEnds = performance.now() + TURN_MS;
    reading = { ...nothing(), pieces };
    const { log } = reading;

    /** What was read is drawn at once where it is the first of it, or tells why it failed. */
    function read(text: string): void {
      const { length } = log.errors;
      log.feed(text);
      if (reading.length === 0 || (length === 0 && log.errors.length > 0))
        tell({ phase: "reading", problem: null });
      timer ??= setTimeout(tell, Math.max(DRAW_MS, log.lines.length / LINES_PER_MS));
    }

    void readLog(address, end.signal, {
      async text(text) {
        pieces.push(text);
        for (let at = 0; at < text.length && !end.signal.aborted; at += SLICE) {
          read(text.slice(at, at + SLICE));
          if (performance.now() < turnEnds) continue;
          await nextTurn();
          turnEnds = performance.now() + TURN_MS;
        }
      },
      state(state) {
        if (state !== "running") log.end();
        tell({ phase: state, problem: null });
      },
      failed(problem, again) {
        tell({ phase: again ? "waiting" : "failed", problem });
      },
    });
    return () => {
      end.abort();
      clearTimeout(timer);
      timer = undefined;
    };
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reading: () => reading,
    start,
  };
}
