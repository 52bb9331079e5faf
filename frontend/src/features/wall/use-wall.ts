import { queryOptions, useQuery } from "@tanstack/react-query";
import { failingQuery } from "../../api/alerts";
import { baseline } from "../../api/baseline";
import { api, ask } from "../../api/client";
import { serverNow } from "../../api/clock";
import { asProblem } from "../../api/problem";
import { pipelinesQuery } from "../../api/queries";
import { givesLogs, sourcesQuery } from "../../api/sources";
import { missingWords } from "../../domain/source";
import { useLiveRows } from "../../live/use-live";
import { type Tile, wallOf } from "./tiles";

/** More tiles than this cannot be read from afar. */
const TILES_MOST = 24;

/** What was just mended; refreshed with all breakages. */
const mendedQuery = queryOptions({
  queryKey: ["breakages", "mended"],
  queryFn: async ({ signal }) => {
    await baseline;
    const query = { state: "closed", default_branch: true, limit: 20 } as const;
    return ask((signal) => api.GET("/api/breakages", { params: { query }, signal }), signal);
  },
});

/** Everything on the wall, and what could not be asked. */
export function useWall() {
  const open = useQuery(failingQuery);
  const mended = useQuery(mendedQuery);
  const pipelines = useQuery(pipelinesQuery);
  const heard = useLiveRows();
  const sources = useQuery(sourcesQuery);
  const failed = [open, pipelines].find((query) => query.error);
  const wall = wallOf(
    {
      open: open.data?.items ?? [],
      closed: mended.data?.items ?? [],
      pipelines: pipelines.data?.items ?? [],
      heard,
    },
    { now: serverNow(), most: TILES_MOST },
  );
  return {
    wall,
    failing: open.data?.items.length ?? null,
    pipelines: pipelines.data?.items.length ?? null,
    problem: failed ? asProblem(failed.error).title : null,
    /** Of which sources something may be missing from the wall. */
    missing: missingWords(sources.data?.items ?? []),
    readable: (tile: Tile) =>
      tile.kind === "failing" && givesLogs(sources.data, tile.build.provider),
  };
}
