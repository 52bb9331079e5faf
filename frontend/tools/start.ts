import type { Plugin, Rolldown } from "vite";

/** Asks for the start and for the page at the address side by side. */
const ENTRY = "/src/main.ts";

/** What shows the frame of every page. */
const START = "/src/app/start.tsx";

/** Whether a module is loaded with the start, because something that is imports it outright. */
function isOfStart(id: string, graph: Rolldown.ChunkingContext, seen = new Set<string>()): boolean {
  if (id.endsWith(START)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  const importers = graph.getModuleInfo(id)?.importers ?? [];
  return importers.some((importer) => isOfStart(importer, graph, seen));
}

const isOfEntry = (id: string, graph: Rolldown.ChunkingContext) =>
  graph.getModuleInfo(id)?.importers.some((importer) => importer.endsWith(ENTRY)) ?? false;

/** As few chunks as can be asked for at once: what asks, libraries, which change seldom, ours, and what pages share. */
export const chunkGroups: Rolldown.CodeSplittingGroup[] = [
  {
    debugName: "entry",
    name: (id, graph) => (isOfEntry(id, graph) ? "entry" : null),
    priority: 1,
  },
  {
    debugName: "start",
    name(id, graph) {
      if (!isOfStart(id, graph)) return null;
      return id.includes("node_modules") ? "libraries" : "start";
    },
  },
  { debugName: "pages", name: "pages", minShareCount: 3 },
];

/** Has the document ask for the start's scripts, which it does not name itself. */
export function preloadStart(): Plugin {
  return {
    name: "preload-start",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const start = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(START)));
        const files = start ? [start.fileName, ...start.imports] : [];
        return files
          .filter((file) => !html.includes(file))
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
