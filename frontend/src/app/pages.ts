/** The pages by their routes, each a part of its own that is loaded when it is first shown. */
export const PAGES = {
  "/": () => import("./pages/overview-page"),
  "/b/$buildId": () => import("./pages/build-route"),
  "/pipelines": () => import("./pages/pipelines-route"),
  "/pipelines/$pipelineId": () => import("./pages/pipeline-route"),
  "/insights": () => import("./pages/insights-route"),
  "/wall": () => import("../features/wall/wall-page"),
  "/deliveries": () => import("./pages/deliveries-route"),
  "/alerts": () => import("../features/alerts/alerts-page"),
  "/setup": () => import("../features/setup/setup-page"),
  "/settings": () => import("./pages/settings-route"),
};

export type Route = keyof typeof PAGES;

type Params = Readonly<Record<string, string>>;

/** What stands in the path where the route has names, or null where they do not agree. */
function paramsOf(route: string, path: string): Params | null {
  const given = path.split("/");
  const parts = route.split("/").map((part, index) => [part, given[index] ?? ""] as const);
  const leads =
    parts.length === given.length &&
    parts.every(([part, text]) => (part.startsWith("$") ? text !== "" : part === text));
  return leads ? Object.fromEntries(parts.map(([part, text]) => [part.slice(1), text])) : null;
}

/** The route of a path, without the router. */
export function routeAt(path: string): { route: Route; params: Params } | undefined {
  for (const route of Object.keys(PAGES) as Route[]) {
    const params = paramsOf(route, path);
    if (params) return { route, params };
  }
  return undefined;
}
