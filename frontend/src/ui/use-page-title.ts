import { useEffect } from "react";

/** The favicon counts this far, then says "more". */
const COUNTED_MOST = 9;

let page = "";
let failing = 0;

function write(): void {
  const title = page ? `${page} · Signalbox` : "Signalbox";
  document.title = failing > 0 ? `${failing} failing · ${title}` : title;
}

/** Puts the page's name into the tab. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    page = name;
    write();
  }, [name]);
}

/** The favicon for a count of failing pipelines. */
export function faviconOf(count: number): string {
  if (count === 0) return "/favicon.svg";
  return `/failing-${count > COUNTED_MOST ? "more" : count}.svg`;
}

/** Leads the tab's name with how many pipelines fail, and shows it in the favicon. */
export function useFailingCount(count: number): void {
  useEffect(() => {
    failing = count;
    write();
    document.querySelector("link[rel=icon]")?.setAttribute("href", faviconOf(count));
  }, [count]);
}
