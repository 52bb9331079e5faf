import { startTransition, useCallback, useEffect, useMemo, useState } from "react";
import type { Provider } from "../../../domain/provider";
import { followLog, type LogReading, nothingRead } from "./log-reader";

export interface UsedLog extends LogReading {
  readonly retry: () => void;
}

/** The log of a job, or of a whole build, as far as it was read; read from its start again when `retry` is called. */
export function useLog(provider: Provider, build: string, job: string | null): UsedLog {
  const [turn, setTurn] = useState(0);
  const [reading, setReading] = useState(nothingRead);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn reads it anew
  useEffect(
    // Drawn in pieces: a log may come while the reader does something else.
    () => followLog({ provider, build, job }, (next) => startTransition(() => setReading(next))),
    [provider, build, job, turn],
  );

  const retry = useCallback(() => {
    setReading(nothingRead);
    setTurn((before) => before + 1);
  }, []);
  return useMemo(() => ({ ...reading, retry }), [reading, retry]);
}
