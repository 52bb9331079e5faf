import { useCallback, useMemo, useState } from "react";
import {
  firstError,
  leadTo,
  opensItself,
  sectionsAbout,
  shownLines,
} from "../../../domain/log/reading";
import type { LogReading } from "./log-reader";

export interface Folds {
  /** The line that says what went wrong, if any does. */
  readonly first: number | null;
  /** The indices of the lines that are shown. */
  readonly shown: readonly number[];
  readonly isOpen: (section: number) => boolean;
  readonly toggle: (section: number) => void;
  /** Opens what holds a line. */
  readonly reveal: (line: number) => void;
  readonly setAll: (open: boolean) => void;
  readonly areAllOpen: boolean;
}

type Choices = ReadonlyMap<number, boolean>;

/** Which sections are open: those that tell of an error, unless the reader chose otherwise. */
export function useFolds(reading: LogReading): Folds {
  const { log } = reading;
  const [choices, setChoices] = useState<Choices>(new Map());
  const [all, setAll] = useState<boolean | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the document grows in place; each reading is a new moment of it
  const first = useMemo(() => firstError(log), [reading]);
  const lead = useMemo(() => leadTo(log, first), [log, first]);
  const isOpen = useCallback(
    (section: number) => choices.get(section) ?? all ?? opensItself(log.sections[section], lead),
    [choices, all, log, lead],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const shown = useMemo(() => shownLines(log, isOpen), [reading, isOpen]);

  const choose = useCallback(
    (sections: readonly number[], open: boolean) =>
      setChoices((before) => new Map([...before, ...sections.map((one) => [one, open] as const)])),
    [],
  );
  const reveal = useCallback(
    (line: number) => {
      const closed = sectionsAbout(log, line).filter((section) => !isOpen(section));
      if (closed.length > 0) choose(closed, true);
    },
    [log, isOpen, choose],
  );
  const toggle = useCallback(
    (section: number) => choose([section], !isOpen(section)),
    [isOpen, choose],
  );
  return {
    first,
    shown,
    isOpen,
    toggle,
    reveal,
    setAll(open) {
      setChoices(new Map());
      setAll(open);
    },
    areAllOpen: log.sections.every((_, section) => isOpen(section)),
  };
}
