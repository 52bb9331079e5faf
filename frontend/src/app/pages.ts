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
  "/setup": () => import("./pages/setup-route"),
  "/settings": () => import("./pages/settings-route"),
};

function leadsTo(route: string, path: string): boolean {
  const given = path.split("/");
  const parts = route.split("/");
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith("$") ? given[index] : part === given[index]))
  );
}

/** What loads the page at an address, without the router. */
export function pageAt(path: string): (() => Promise<unknown>) | undefined {
  return Object.entries(PAGES).find(([route]) => leadsTo(route, path))?.[1];
}
