import { queryOptions } from "@tanstack/react-query";

/** How often the page looks whether it was deployed anew, in milliseconds. */
const LOOK_EVERY_MS = 10 * 60_000;

/** The script that a page's HTML starts with, whose name changes with every deployment; read as text, for the page parses no HTML. */
function entryOf(html: string): string | null {
  return /<script\b[^>]*\bsrc="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? null;
}

/** Whether the host serves another version of this page than the one that runs. */
export async function servesAnotherVersion(signal?: AbortSignal): Promise<boolean> {
  const answer = await fetch("/", { cache: "no-store", signal: signal ?? null });
  if (!answer.ok) return false;
  const entry = entryOf(await answer.text());
  const own = document.querySelector("script[type=module]")?.getAttribute("src");
  return entry !== null && own !== undefined && entry !== own;
}

export const newVersionQuery = queryOptions({
  queryKey: ["page-version"],
  queryFn: ({ signal }) => servesAnotherVersion(signal),
  // What was loaded a moment ago is not asked for again.
  initialData: false,
  refetchInterval: LOOK_EVERY_MS,
  retry: false,
});
