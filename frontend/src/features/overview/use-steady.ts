import { useState } from "react";

interface Row {
  readonly id: number;
}

/** The rows in the places that they had: what is gone stays, and what is new comes last. */
export function steadied<T extends Row>(before: readonly T[], now: readonly T[]): readonly T[] {
  const byId = new Map(now.map((row) => [row.id, row]));
  const kept = before.map((row) => byId.get(row.id) ?? row);
  const known = new Set(before.map(({ id }) => id));
  return [...kept, ...now.filter(({ id }) => !known.has(id))];
}

const same = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((row, index) => row === b[index]);

/** Rows of which none moves for as long as they are `held`. */
export function useSteady<T extends Row>(rows: readonly T[], held: boolean): readonly T[] {
  const [shown, setShown] = useState(rows);
  const next = held ? steadied(shown, rows) : rows;
  if (same(shown, next)) return shown;
  setShown(next);
  return next;
}
