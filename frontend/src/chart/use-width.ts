import { type RefObject, startTransition, useLayoutEffect, useRef, useState } from "react";

/** Fits the narrowest screen. */
const LEAST_PX = 260;

/** The width of an element in pixels, as it is now; before it is laid out, one that fits anywhere. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(LEAST_PX);
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const observer = new ResizeObserver(() =>
      startTransition(() => setWidth(Math.round(node.clientWidth))),
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
