import { useEffect } from "react";

/** Puts the page's name, led by how many pipelines fail, into the tab. */
export function usePageTitle(page: string, failing = 0): void {
  useEffect(() => {
    const title = `${page} · Signalbox`;
    document.title = failing > 0 ? `${failing} failing · ${title}` : title;
  }, [failing, page]);
}
