// Every page: where it is, what of it tells that its data is there, and what it says without any.

/** `data` finds what the page shows of builds; `nothing` is what stands there before the first. */
export const PAGES = {
  overview: {
    path: "/",
    data: "[data-build]",
    nothing: "Listening for the first delivery…",
  },
  pipelines: { path: "/pipelines", data: "[data-pipeline]", nothing: "No pipelines yet" },
  pipeline: {
    path: "/pipelines/2",
    data: "[data-row-link]",
    nothing: "There is no pipeline 2",
  },
  build: { path: "/b/1", data: "[data-line]", nothing: "There is no build 1" },
  insights: {
    path: "/insights",
    data: "[data-row-link]",
    nothing: "No pipeline takes longer",
  },
  sources: {
    path: "/deliveries",
    data: "[data-source]",
    nothing: "No source has told of a build yet",
  },
  alerts: { path: "/alerts", data: "main td", nothing: "Nobody is told yet" },
  setup: {
    path: "/setup",
    data: "[data-arrived=true]",
    nothing: "Listening for the first delivery…",
  },
  wall: {
    path: "/wall",
    data: "[data-wall] li",
    nothing: "No pipeline has told of a build",
    bare: true,
  },
};

/** A page without anything of builds: nothing of it is late, missing or many. */
export const SETTINGS = { settings: { path: "/settings", data: "main h1" } };

/** The first piece of data of a page, seen. */
export function dataOf(page, { data }) {
  return page.locator(data).first().waitFor();
}
