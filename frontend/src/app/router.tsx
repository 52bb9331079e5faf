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
import { OverviewPage } from "./pages/overview-page";
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
  component: OverviewPage,
});

const build = createRoute({
  getParentRoute: () => root,
  path: "/b/$buildId",
  validateSearch: validateBuildPageSearch,
  component: lazyPage(() => import("./pages/build-route"), "BuildRoute"),
});

const pipelines = createRoute({
  getParentRoute: () => root,
  path: "/pipelines",
  validateSearch: validatePipelinesSearch,
  component: lazyPage(() => import("./pages/pipelines-route"), "PipelinesRoute"),
});

const pipeline = createRoute({
  getParentRoute: () => root,
  path: "/pipelines/$pipelineId",
  validateSearch: validatePipelineSearch,
  component: lazyPage(() => import("./pages/pipeline-route"), "PipelineRoute"),
});

const deliveries = createRoute({
  getParentRoute: () => root,
  path: "/deliveries",
  validateSearch: validateDeliverySearch,
  component: lazyPage(() => import("./pages/deliveries-route"), "DeliveriesRoute"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  component: lazyPage(() => import("../features/alerts/alerts-page"), "AlertsPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyPage(() => import("./pages/setup-route"), "SetupRoute"),
});

const insights = createRoute({
  getParentRoute: () => root,
  path: "/insights",
  validateSearch: validateInsightsSearch,
  component: lazyPage(() => import("./pages/insights-route"), "InsightsRoute"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyPage(() => import("./pages/settings-route"), "SettingsRoute"),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: lazyPage(() => import("../features/wall/wall-page"), "WallPage"),
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
