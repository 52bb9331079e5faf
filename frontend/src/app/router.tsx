import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  retainSearchParams,
} from "@tanstack/react-router";
import { validateBuildPageSearch } from "../features/build/search";
import { validateBuildSearch } from "../features/builds/search";
import { validateDeliverySearch } from "../features/deliveries/search";
import { validateInsightsSearch } from "../features/insights/search";
import { validatePipelineSearch } from "../features/pipeline/search";
import { validatePipelinesSearch } from "../features/pipelines/search";
import { ASKED_FIRST, askEverywhere } from "./asked-first";
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

const root = createRootRouteWithContext<Context>()({
  component: Shell,
  validateSearch: validateZone,
  search: { middlewares: [retainSearchParams(["tz"])] },
  loader: ({ context }) => askEverywhere(context.queries),
  notFoundComponent: NotFound,
  errorComponent: Crash,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: validateBuildSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) =>
    ASKED_FIRST["/"](context.queries, { params: {}, search: { ...deps } }),
  component: lazyPage(PAGES["/"], "OverviewPage"),
});

const build = createRoute({
  getParentRoute: () => root,
  path: "/b/$buildId",
  validateSearch: validateBuildPageSearch,
  loader: ({ context, params }) =>
    ASKED_FIRST["/b/$buildId"](context.queries, { params, search: {} }),
  component: lazyPage(PAGES["/b/$buildId"], "BuildRoute"),
});

const pipelines = createRoute({
  getParentRoute: () => root,
  path: "/pipelines",
  validateSearch: validatePipelinesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) =>
    ASKED_FIRST["/pipelines"](context.queries, { params: {}, search: { ...deps } }),
  component: lazyPage(PAGES["/pipelines"], "PipelinesRoute"),
});

const pipeline = createRoute({
  getParentRoute: () => root,
  path: "/pipelines/$pipelineId",
  validateSearch: validatePipelineSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) =>
    ASKED_FIRST["/pipelines/$pipelineId"](context.queries, { params, search: { ...deps } }),
  component: lazyPage(PAGES["/pipelines/$pipelineId"], "PipelineRoute"),
});

const deliveries = createRoute({
  getParentRoute: () => root,
  path: "/deliveries",
  validateSearch: validateDeliverySearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) =>
    ASKED_FIRST["/deliveries"](context.queries, { params: {}, search: { ...deps } }),
  component: lazyPage(PAGES["/deliveries"], "DeliveriesRoute"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  loader: ({ context }) => ASKED_FIRST["/alerts"](context.queries),
  component: lazyPage(PAGES["/alerts"], "AlertsPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  loader: ({ context }) => ASKED_FIRST["/setup"](context.queries),
  component: lazyPage(PAGES["/setup"], "SetupPage"),
});

const insights = createRoute({
  getParentRoute: () => root,
  path: "/insights",
  validateSearch: validateInsightsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) =>
    ASKED_FIRST["/insights"](context.queries, { params: {}, search: { ...deps } }),
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
  loader: ({ context }) => ASKED_FIRST["/wall"](context.queries),
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
