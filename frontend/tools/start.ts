import type { Plugin, Rolldown } from "vite";

/** Asks for the three parts below and for the page at the address, side by side. */
const ENTRY = "/src/main.ts";

/** What asks for the page's data; without React, so that it need not wait for that. */
const FEED = "/src/app/feed.ts";

/** What shows the frame of every page. */
const START = "/src/app/start.tsx";

/** The first page. */
const OVERVIEW = "/src/app/pages/overview-page.tsx";

/** What draws, and what names that for itself. */
const REACT_DOM = /node_modules\/react-dom\/|\/src\/app\/react\.ts$/;

const REACT = /node_modules\/(react|react-dom|scheduler)\//;

/** Whether the way from a module by `next` leads to one that is looked for, which may be itself. */
function leads(
  id: string,
  next: (id: string) => readonly string[],
  isIt: (id: string) => boolean,
  seen = new Set<string>(),
): boolean {
  if (isIt(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return next(id).some((it) => leads(it, next, isIt, seen));
}

/** Whether a module is loaded with `part`, because something that is imports it outright. */
const isOf = (part: string, id: string, graph: Rolldown.ChunkingContext) =>
  leads(
    id,
    (it) => graph.getModuleInfo(it)?.importers ?? [],
    (it) => it.endsWith(part),
  );

/** Whether a library needs React. */
const needsReact = (id: string, graph: Rolldown.ChunkingContext) =>
  leads(
    id,
    (it) => graph.getModuleInfo(it)?.importedIds ?? [],
    (it) => REACT.test(it),
  );

/** As few chunks as can be asked for at once: what asks, React and libraries, which change seldom, ours, and what pages share. */
export const chunkGroups: Rolldown.CodeSplittingGroup[] = [
  {
    debugName: "start",
    name(id, graph) {
      const isLibrary = id.includes("node_modules");
      if (isOf(ENTRY, id, graph)) return "index";
      if (isOf(FEED, id, graph) && !(isLibrary && needsReact(id, graph))) return "feed";
      if (!isOf(START, id, graph)) return null;
      if (REACT_DOM.test(id)) return "react-dom";
      return isLibrary ? "libraries" : "start";
    },
  },
  {
    debugName: "pages",
    name: (id, graph) => (isOf(OVERVIEW, id, graph) ? "pages" : null),
    minShareCount: 2,
  },
];

/** Has the document ask for the start's scripts, which it does not name itself; first for what takes longest. */
export function preloadStart(): Plugin {
  return {
    name: "preload-start",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const start = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(START)));
        const files = start ? [start.fileName, ...start.imports] : [];
        const size = (file: string) =>
          chunks.find(({ fileName }) => fileName === file)?.code.length ?? 0;
        return files
          .filter((file) => !html.includes(file))
          .sort((a, b) => size(b) - size(a))
          .map((file) => ({
            tag: "link",
            injectTo: "head",
            attrs: {
              rel: "modulepreload",
              crossorigin: true,
              fetchpriority: "low",
              href: `/${file}`,
            },
          }));
      },
    },
  };
}
