import type { Build } from "../api/types";

/** How many builds are remembered; the longest unheard of are forgotten first. */
const REMEMBERED_MOST = 20_000;

/** The newest known form of each build, from whatever source, with those heard of live apart. */
export interface Rows {
  /** Tells the rows of builds; a row is written only by a newer version. */
  tell(builds: readonly Build[]): void;
  /** The newer of the row given and the row known. */
  newest(build: Build): Build;
  /** Every build that was told, as it stands now; the same value until something changes. */
  all(): ReadonlyMap<number, Build>;
  subscribe(listener: () => void): () => void;
}

export function createRows(): Rows {
  let rows: ReadonlyMap<number, Build> = new Map();
  const listeners = new Set<() => void>();

  return {
    tell(builds) {
      const next = new Map(rows);
      let changed = false;
      for (const build of builds) {
        const known = next.get(build.id);
        if (known && known.version >= build.version) continue;
        next.delete(build.id);
        next.set(build.id, build);
        changed = true;
      }
      if (!changed) return;
      for (const id of next.keys()) {
        if (next.size <= REMEMBERED_MOST) break;
        next.delete(id);
      }
      rows = next;
      for (const listener of listeners) listener();
    },
    newest(build) {
      const known = rows.get(build.id);
      return known && known.version > build.version ? known : build;
    },
    all: () => rows,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
