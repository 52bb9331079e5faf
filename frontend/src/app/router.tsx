import {
  createRootRoute,
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
import { PAGES } from "./pages";
import { lazyPage } from "./parts";
import { parseSearch, stringifySearch } from "./search-params";
import { Crash } from "./shell/crash";
import { NotFound } from "./shell/not-found";
import { Shell } from "./shell/shell";
import { validateZone } from "./use-zone";

const root = createRootRoute({
  component: Shell,
  validateSearch: validateZone,
  search: { middlewares: [retainSearchParams(["tz"])] },
  notFoundComponent: NotFound,
  errorComponent: Crash,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: validateBuildSearch,
  component: lazyPage(PAGES["/"], "OverviewPage"),
});

const build = createRoute({
  getParentRoute: () => root,
  path: "/b/$buildId",
  validateSearch: validateBuildPageSearch,
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

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
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
