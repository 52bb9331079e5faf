import { type FocusEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";

/** How far above its place the first row may be scrolled and still count as in view, in pixels. */
const HEADER_PX = 96;

/** Whether the reader is at the top of the rows and neither points at nor has focus in them. */
export function useQuiet() {
  const body = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [atTop, setAtTop] = useState(true);

  useEffect(() => {
    const look = () =>
      setAtTop((body.current?.getBoundingClientRect().top ?? HEADER_PX) >= HEADER_PX);
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);

  const handlers = useMemo(
    () => ({
      onPointerEnter: (event: PointerEvent) => setHovered(event.pointerType === "mouse"),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent) =>
        setFocused(body.current?.contains(event.relatedTarget) ?? false),
    }),
    [],
  );

  return { body, handlers, quiet: atTop && !hovered && !focused };
}
