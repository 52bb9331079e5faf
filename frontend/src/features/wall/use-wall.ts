import { useQuery } from "@tanstack/react-query";
import { failingQuery, mendedQuery } from "../../api/alerts";
import { serverNow } from "../../api/clock";
import { asProblem } from "../../api/problem";
import { pipelinesQuery } from "../../api/queries";
import { givesLogs, sourcesQuery } from "../../api/sources";
import { missingWords } from "../../domain/source";
import { useLiveRows } from "../../live/use-live";
import { type Tile, wallOf } from "./tiles";

/** More tiles than this cannot be read from afar. */
const TILES_MOST = 24;

/** Everything on the wall, and what could not be asked. */
export function useWall() {
  const open = useQuery(failingQuery);
  const mended = useQuery(mendedQuery);
  const pipelines = useQuery(pipelinesQuery);
  const heard = useLiveRows();
  const sources = useQuery(sourcesQuery);
  const failed = [open, pipelines].find((query) => query.error);
  // Drawn together, so that no tile moves for the next.
  const known = ![open, mended, pipelines].some((query) => query.isPending);
  const itemsOf = <T>(query: { data: { items: readonly T[] } | undefined }) =>
    known ? query.data?.items : undefined;
  const wall = wallOf(
    {
      open: itemsOf(open) ?? [],
      closed: itemsOf(mended) ?? [],
      pipelines: itemsOf(pipelines) ?? [],
      heard,
    },
    { now: serverNow(), most: TILES_MOST },
  );
  return {
    wall,
    failing: itemsOf(open)?.length ?? null,
    pipelines: itemsOf(pipelines)?.length ?? null,
    problem: failed ? asProblem(failed.error).title : null,
    /** Of which sources something may be missing from the wall. */
    missing: known ? missingWords(sources.data?.items ?? []) : null,
    readable: (tile: Tile) =>
      tile.kind === "failing" && givesLogs(sources.data, tile.build.provider),
  };
}
