import { type Virtualizer, windowScroll } from "@tanstack/react-virtual";
import {
  type RefObject,
  startTransition,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from "react";

/** Row heights in pixels; they match `--row-height` in the tokens. */
const ROW_PX = 36;
const TALL_ROW_PX = 60;

const NARROW = "(width < 720px)";

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

type Rows = Virtualizer<Window, Element>;
type ScrollOptions = Parameters<typeof windowScroll>[1];

const screenRect = () => ({ width: innerWidth, height: innerHeight });

/**
 * The screen as a table's rows know it: measured before they are drawn, and then only when it changes, for to measure is
 * to lay out. So is to scroll, even to where one is.
 */
export const onScreen = {
  get initialRect() {
    return screenRect();
  },
  observeElementRect(_: Rows, tell: (rect: ReturnType<typeof screenRect>) => void) {
    const measure = () => tell(screenRect());
    addEventListener("resize", measure, { passive: true });
    return () => removeEventListener("resize", measure);
  },
  scrollToFn(offset: number, options: ScrollOptions, rows: Rows) {
    if (offset !== rows.scrollOffset || options.adjustments) windowScroll(offset, options, rows);
  },
};

/** How high a row is and how far down the page the first one stands: half a screen until the page is laid out. */
export function useRowGeometry(body: RefObject<HTMLElement | null>) {
  const narrow = useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
  const [top, setTop] = useState(() => Math.round(innerHeight / 2));

  useLayoutEffect(() => {
    const measure = () => {
      const rect = body.current?.getBoundingClientRect();
      if (rect) startTransition(() => setTop(Math.round(rect.top + scrollY)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [body]);

  return { rowHeight: narrow ? TALL_ROW_PX : ROW_PX, top };
}
