import { useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Provider } from "../../../domain/provider";
import { createLogReader, type LogReading } from "./log-reader";

export interface UsedLog extends LogReading {
  readonly retry: () => void;
}

/** The log of a job, or of a whole build, as far as it was read; read from its start again when `retry` is called. */
export function useLog(provider: Provider, build: string, job: string | null): UsedLog {
  const [turn, setTurn] = useState(0);
  const reader = useMemo(
    () => ({ turn, ...createLogReader({ provider, build, job }) }),
    [provider, build, job, turn],
  );
  useEffect(() => reader.start(), [reader]);
  // Drawn in pieces: a log may come while the reader does something else.
  const reading = useDeferredValue(useSyncExternalStore(reader.subscribe, reader.reading));
  const retry = useMemo(() => () => setTurn((before) => before + 1), []);
  return { ...reading, retry };
}
