import { type FocusEvent, type PointerEvent, useMemo, useState } from "react";

/** Whether the reader points at an element, with a mouse, or has the focus in it: then nothing in it may move. */
export function useAttention() {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const handlers = useMemo(
    () => ({
      onPointerEnter: (event: PointerEvent) => setHovered(event.pointerType === "mouse"),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        setFocused(currentTarget.contains(relatedTarget)),
    }),
    [],
  );
  return { attended: hovered || focused, handlers };
}
