import { useCallback, useMemo, useState } from "react";
import {
  errorLines,
  firstError,
  leadTo,
  opensItself,
  placeOf,
  sectionsAbout,
  shownLines,
} from "../../../domain/log/reading";
import type { LogReading } from "./log-reader";

export interface Folds {
  /** The line that says what went wrong, if any does. */
  readonly first: number | null;
  /** The indices of the lines that tell of an error. */
  readonly errors: readonly number[];
  /** Whether no other line is shown. */
  readonly errorsOnly: boolean;
  readonly setErrorsOnly: (only: boolean) => void;
  /** The indices of the lines that are shown. */
  readonly shown: readonly number[];
  readonly isOpen: (section: number) => boolean;
  readonly toggle: (section: number) => void;
  /** Opens what holds a line, and shows every line where it tells of no error. */
  readonly reveal: (line: number) => void;
  readonly setAll: (open: boolean) => void;
  readonly areAllOpen: boolean;
}

const isAmong = (sorted: readonly number[], line: number) => sorted[placeOf(sorted, line)] === line;

type Choices = ReadonlyMap<number, boolean>;

/** Which lines are shown, and which sections are open: those that tell of an error, unless the reader chose otherwise. */
export function useFolds(
  reading: LogReading,
  errorsOnly: boolean,
  setErrorsOnly: (only: boolean) => void,
): Folds {
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
  const errors = useMemo(() => errorLines(log), [reading]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const shown = useMemo(
    () => (errorsOnly ? errors : shownLines(log, isOpen)),
    [reading, errorsOnly, errors, isOpen],
  );

  const choose = useCallback(
    (sections: readonly number[], open: boolean) =>
      setChoices((before) => new Map([...before, ...sections.map((one) => [one, open] as const)])),
    [],
  );
  const reveal = useCallback(
    (line: number) => {
      const closed = sectionsAbout(log, line).filter((section) => !isOpen(section));
      if (closed.length > 0) choose(closed, true);
      if (errorsOnly && !isAmong(errorLines(log), line)) setErrorsOnly(false);
    },
    [log, isOpen, choose, errorsOnly, setErrorsOnly],
  );
  const toggle = useCallback(
    (section: number) => choose([section], !isOpen(section)),
    [isOpen, choose],
  );
  return {
    first,
    errors,
    errorsOnly,
    setErrorsOnly,
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
