import type { QueryClient } from "@tanstack/react-query";
import {
  channelsQuery,
  failingQuery,
  historyQuery,
  mendedQuery,
  routesQuery,
  silencesQuery,
} from "../api/alerts";
import { breakagesOfQuery } from "../api/breakages";
import { flakyQuery, regressionsQuery } from "../api/insights";
import { beginLog, logJob } from "../api/logs";
import {
  chartBuildsQuery,
  overviewQuery,
  pipelineMetricsQuery,
  rankedPipelinesQuery,
  usualQuery,
} from "../api/metrics";
import {
  arrivalsQuery,
  buildQuery,
  buildsQuery,
  deliveriesQuery,
  latestDeliveryQuery,
  pipelinesQuery,
  setupQuery,
} from "../api/queries";
import { sourcesQuery } from "../api/sources";
import { shownJob } from "../domain/jobs";
import { PROVIDERS } from "../domain/provider";
import { validateBuildPageSearch } from "../features/build/search";
import { readFilters } from "../features/builds/search";
import { deliveryFilters, validateDeliverySearch } from "../features/deliveries/search";
import { readInsightsWindow } from "../features/insights/search";
import { readPipelineView } from "../features/pipeline/search";
import { readPipelinesView } from "../features/pipelines/search";
import { breath } from "./breath";
import { idOf } from "./ids";
import type { Route } from "./pages";
import { parseSearch } from "./search-params";

export interface Address {
  readonly params: Readonly<Record<string, string>>;
  readonly search: Readonly<Record<string, unknown>>;
}

export interface At {
  readonly route: Route;
  readonly params: Address["params"];
}

type Ask = (queries: QueryClient, address: Address) => void;

/** What every page shows. */
export function askEverywhere(queries: QueryClient): void {
  void queries.prefetchQuery(failingQuery);
  void queries.prefetchQuery(sourcesQuery);
}

/**
 * What each page shows first, asked for side by side with the page itself. Nothing waits for it: the page says what is
 * under way and what could not be had.
 */
export const ASKED_FIRST = {
  "/"(queries, { search }) {
    const filters = readFilters(search);
    const { window, provider, branch } = filters;
    void queries.prefetchQuery(overviewQuery({ window, provider, branch }));
    void queries.prefetchInfiniteQuery(buildsQuery(filters));
  },
  "/b/$buildId"(queries, { params }) {
    const id = idOf(params.buildId ?? "");
    if (id !== null) void queries.prefetchQuery(buildQuery(id));
  },
  "/pipelines"(queries, { search }) {
    const { window } = readPipelinesView(search);
    void queries.prefetchQuery(pipelinesQuery);
    void queries.prefetchQuery(rankedPipelinesQuery({ window, provider: [] }));
  },
  "/pipelines/$pipelineId"(queries, { params, search }) {
    const { window, branch } = readPipelineView(search);
    const id = idOf(params.pipelineId ?? "");
    if (id !== null) void queries.prefetchQuery(pipelineMetricsQuery(id, window, branch));
  },
  "/insights"(queries, { search }) {
    const window = readInsightsWindow(search);
    void queries.prefetchQuery(flakyQuery(window));
    void queries.prefetchQuery(regressionsQuery(window));
  },
  "/deliveries"(queries, { search }) {
    for (const provider of PROVIDERS) void queries.prefetchQuery(latestDeliveryQuery(provider));
    void queries.prefetchInfiniteQuery(
      deliveriesQuery(deliveryFilters(validateDeliverySearch({ ...search }))),
    );
  },
  "/alerts"(queries) {
    void queries.prefetchQuery(channelsQuery);
    void queries.prefetchQuery(routesQuery);
    void queries.prefetchQuery(silencesQuery);
    void queries.prefetchInfiniteQuery(historyQuery);
  },
  "/setup"(queries) {
    void queries.prefetchQuery(setupQuery);
    void queries.prefetchQuery(arrivalsQuery);
  },
  "/wall"(queries) {
    void queries.prefetchQuery(mendedQuery);
    void queries.prefetchQuery(pipelinesQuery);
  },
} satisfies Partial<Record<Route, Ask>>;

/** Asks why a build failed once it is known, and begins the log of its job: providers grant only so many. */
async function askWhy(queries: QueryClient, { params, search }: Address): Promise<void> {
  const id = idOf(params.buildId ?? "");
  if (id === null) return;
  const build = await queries.fetchQuery(buildQuery(id));
  const breakages = breakagesOfQuery(build);
  if (breakages.enabled) void queries.prefetchQuery(breakages);
  const { provider, external_id, jobs, attempt } = build;
  const { job } = validateBuildPageSearch(search);
  const shown = shownJob(jobs, attempt, job ? Number(job) : null);
  beginLog({ provider, build: external_id, job: logJob(provider, shown) });
}

/** What pages show besides. The router leaves it to them, for it asks about whatever is pointed at. */
const ASKED_BESIDES: Partial<Record<Route, Ask>> = {
  "/"(queries) {
    void queries.prefetchQuery(usualQuery);
  },
  "/b/$buildId"(queries, address) {
    // Without the build there is nothing to ask about it, and the page says so.
    askWhy(queries, address).catch(() => {});
  },
  "/pipelines/$pipelineId"(queries, { params, search }) {
    const { window, branch } = readPipelineView(search);
    const id = idOf(params.pipelineId ?? "");
    if (id === null) return;
    void queries.prefetchInfiniteQuery(chartBuildsQuery(id, window, branch));
    void queries.prefetchQuery(pipelineMetricsQuery(id, "90d", branch));
    void queries.prefetchQuery(regressionsQuery(window));
    void queries.prefetchQuery(pipelinesQuery);
  },
};

/** Asks what the page at an address shows first, and then what it shows besides, without the router. */
export async function askFirst(queries: QueryClient, at: At, search: string): Promise<void> {
  const asked: Partial<Record<Route, Ask>> = ASKED_FIRST;
  const address = { params: at.params, search: parseSearch(search) };
  asked[at.route]?.(queries, address);
  await breath();
  ASKED_BESIDES[at.route]?.(queries, address);
}
