import { useEffect } from "react";

/** Puts the page's name, led by how many pipelines fail, into the tab. */
export function usePageTitle(failing: number, page: string): void {
  useEffect(() => {
    const title = `${page} · Signalbox`;
    document.title = failing > 0 ? `${failing} failing · ${title}` : title;
  }, [failing, page]);
}
