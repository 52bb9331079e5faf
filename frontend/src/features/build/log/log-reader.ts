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

/** A log of which nothing has come. */
export function nothingRead(): LogReading {
  return { log: createLog(), length: 0, phase: "waiting", problem: null, pieces: [] };
}

/** Lets the page have its turn. */
const nextTurn = () =>
  window.scheduler?.yield() ?? new Promise<void>((resolve) => setTimeout(resolve));

/** The thin shell about a log's document: it asks for the text, and tells when there is more to draw; the answer ends it. */
export function followLog(address: LogAddress, draw: (reading: LogReading) => void): () => void {
  const end = new AbortController();
  const pieces: string[] = [];
  let reading: LogReading = { ...nothingRead(), pieces };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turnEnds = 0;
  const { log } = reading;

  function tell(over: Partial<LogReading> = {}): void {
    if (end.signal.aborted) return;
    clearTimeout(timer);
    timer = undefined;
    reading = { ...reading, ...over, length: log.lines.length };
    draw(reading);
  }

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
        if (performance.now() > turnEnds) {
          await nextTurn();
          turnEnds = performance.now() + TURN_MS;
        }
        read(text.slice(at, at + SLICE));
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
  };
}
