import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  retainSearchParams,
} from "@tanstack/react-router";
import { failingQuery } from "../api/alerts";
import { overviewQuery, pipelineMetricsQuery } from "../api/metrics";
import { arrivalsQuery, buildQuery, buildsQuery } from "../api/queries";
import { sourcesQuery } from "../api/sources";
import { validateBuildPageSearch } from "../features/build/search";
import { readFilters, validateBuildSearch } from "../features/builds/search";
import { validateDeliverySearch } from "../features/deliveries/search";
import { validateInsightsSearch } from "../features/insights/search";
import { readPipelineView, validatePipelineSearch } from "../features/pipeline/search";
import { validatePipelinesSearch } from "../features/pipelines/search";
import { idOf } from "./ids";
import { PAGES } from "./pages";
import { lazyPage } from "./parts";
import { parseSearch, stringifySearch } from "./search-params";
import { Crash } from "./shell/crash";
import { NotFound } from "./shell/not-found";
import { Shell } from "./shell/shell";
import { validateZone } from "./use-zone";

interface Context {
  readonly queries: QueryClient;
}

/*
 * A route's loader asks for what its page shows first, side by side with the page itself. It waits for nothing: the page
 * says what is under way and what could not be had.
 */
const root = createRootRouteWithContext<Context>()({
  component: Shell,
  validateSearch: validateZone,
  search: { middlewares: [retainSearchParams(["tz"])] },
  loader({ context: { queries } }) {
    void queries.prefetchQuery(failingQuery);
    void queries.prefetchQuery(sourcesQuery);
  },
  notFoundComponent: NotFound,
  errorComponent: Crash,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: validateBuildSearch,
  loaderDeps: ({ search }) => readFilters({ ...search }),
  loader({ context: { queries }, deps: filters }) {
    const { window, provider, branch } = filters;
    void queries.prefetchQuery(arrivalsQuery);
    void queries.prefetchQuery(overviewQuery({ window, provider, branch }));
    void queries.prefetchInfiniteQuery(buildsQuery(filters));
  },
  component: lazyPage(PAGES["/"], "OverviewPage"),
});

const build = createRoute({
  getParentRoute: () => root,
  path: "/b/$buildId",
  validateSearch: validateBuildPageSearch,
  loader({ context: { queries }, params: { buildId } }) {
    const id = idOf(buildId);
    if (id !== null) void queries.prefetchQuery(buildQuery(id));
  },
  component: lazyPage(PAGES["/b/$buildId"], "BuildRoute"),
});

const pipelines = createRoute({
  getParentRoute: () => root,
  path: "/pipelines",
  validateSearch: validatePipelinesSearch,
  component: lazyPage(PAGES["/pipelines"], "PipelinesRoute"),
});

const pipeline = createRoute({
  getParentRoute: () => root,
  path: "/pipelines/$pipelineId",
  validateSearch: validatePipelineSearch,
  loaderDeps: ({ search }) => readPipelineView(search),
  loader({ context: { queries }, params: { pipelineId }, deps: { window, branch } }) {
    const id = idOf(pipelineId);
    if (id !== null) void queries.prefetchQuery(pipelineMetricsQuery(id, window, branch));
  },
  component: lazyPage(PAGES["/pipelines/$pipelineId"], "PipelineRoute"),
});

const deliveries = createRoute({
  getParentRoute: () => root,
  path: "/deliveries",
  validateSearch: validateDeliverySearch,
  component: lazyPage(PAGES["/deliveries"], "DeliveriesRoute"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  component: lazyPage(PAGES["/alerts"], "AlertsPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyPage(PAGES["/setup"], "SetupRoute"),
});

const insights = createRoute({
  getParentRoute: () => root,
  path: "/insights",
  validateSearch: validateInsightsSearch,
  component: lazyPage(PAGES["/insights"], "InsightsRoute"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyPage(PAGES["/settings"], "SettingsRoute"),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: lazyPage(PAGES["/wall"], "WallPage"),
});

const tree = root.addChildren([
  overview,
  build,
  pipelines,
  pipeline,
  insights,
  wall,
  deliveries,
  alerts,
  setup,
  settings,
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
