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
    const measure = () => setWidth(Math.round(node.clientWidth));
    // At first there is no hurry; a chart that no longer fits is drawn anew at once.
    let start = startTransition;
    const observer = new ResizeObserver(() => {
      start(measure);
      start = (then) => void then();
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
