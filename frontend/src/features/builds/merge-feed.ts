import type { Build } from "../../api/types";
import { type BuildFilters, matches } from "../../domain/filters";
import { type IsoBounds, inBounds } from "../../domain/time-window";

interface FeedParts {
  /** The rows that the server listed, newest first. */
  readonly loaded: readonly Build[];
  /** Builds heard of live, by id. */
  readonly rows: ReadonlyMap<number, Build>;
  readonly filters: BuildFilters;
  /** Live builds that the reader let in. */
  readonly admitted: ReadonlySet<number>;
  /** Whether the server has no rows older than those loaded. */
  readonly complete: boolean;
  /** The edges of the window, RFC 3339. */
  readonly bounds: IsoBounds;
}

export interface Feed {
  readonly shown: readonly Build[];
  /** Builds that belong in the list and wait to be let in. */
  readonly waiting: readonly Build[];
}

/** Newest first, as the server sorts: times are RFC 3339 of one form, so they compare as text. */
function newestFirst(a: Build, b: Build): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? 1 : -1;
  return b.id - a.id;
}

function newer(listed: Build, heard: Build | undefined): Build {
  return heard && heard.version > listed.version ? heard : listed;
}

/**
 * The list as the reader sees it: loaded rows in their newest form where they stand, and live rows
 * that were let in. A row keeps its place even when a change makes the filters miss it.
 */
export function mergeFeed({ loaded, rows, filters, admitted, complete, bounds }: FeedParts): Feed {
  const listed = new Set(loaded.map((build) => build.id));
  const oldest = complete ? null : (loaded.at(-1)?.created_at ?? null);
  const shown = loaded.map((build) => newer(build, rows.get(build.id)));
  const waiting: Build[] = [];
  for (const build of rows.values()) {
    if (listed.has(build.id) || (oldest !== null && build.created_at < oldest)) continue;
    if (admitted.has(build.id)) shown.push(build);
    else if (inBounds(build.created_at, bounds) && matches(build, filters)) waiting.push(build);
  }
  const inWindow = shown.filter((build) => inBounds(build.created_at, bounds));
  return { shown: inWindow.sort(newestFirst), waiting };
}
