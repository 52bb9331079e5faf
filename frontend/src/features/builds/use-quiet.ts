import { useEffect, useRef, useState } from "react";
import { useAttention } from "../../ui/use-attention";

/** How far above its place the first row may be scrolled and still count as in view, in pixels. */
const HEADER_PX = 96;

/** Whether the reader is at the top of the rows and neither points at nor has focus in them. */
export function useQuiet() {
  const body = useRef<HTMLDivElement>(null);
  const { attended, handlers } = useAttention();
  const [atTop, setAtTop] = useState(true);

  useEffect(() => {
    const look = () =>
      setAtTop((body.current?.getBoundingClientRect().top ?? HEADER_PX) >= HEADER_PX);
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);

  return { body, handlers, quiet: atTop && !attended };
}
