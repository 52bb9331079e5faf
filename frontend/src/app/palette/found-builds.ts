import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

const FOUND_MOST = 6;

/** The newest builds that a search finds. */
export function foundBuildsQuery(q: string) {
  return queryOptions({
    queryKey: ["found", q],
    queryFn: ({ signal }) => {
      const query = { q, limit: FOUND_MOST };
      return ask((signal) => api.GET("/api/builds", { params: { query }, signal }), signal);
    },
    placeholderData: keepPreviousData,
  });
}
