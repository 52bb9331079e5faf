import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";

/** Row heights in pixels; they match `--row-height` in the tokens. */
const ROW_PX = 36;
const TALL_ROW_PX = 60;

const NARROW = "(width < 720px)";

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** How high a row is and how far down the page the first one stands. */
export function useRowGeometry(body: RefObject<HTMLElement | null>) {
  const narrow = useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
  const [top, setTop] = useState(0);

  useLayoutEffect(() => {
    const measure = () => {
      const rect = body.current?.getBoundingClientRect();
      if (rect) setTop(Math.round(rect.top + scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [body]);

  return { rowHeight: narrow ? TALL_ROW_PX : ROW_PX, top };
}
