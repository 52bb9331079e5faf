import type { ComponentProps } from "react";
import type { Cursor } from "./use-cursor";

interface CursorSurfaceProps extends ComponentProps<"div"> {
  cursor: Cursor;
  label: string;
}

/** The part of a chart that the cursor moves over: a slider to the keyboard and to screen readers. */
export function CursorSurface({ cursor, label, onKeyDown, ...rest }: CursorSurfaceProps) {
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, cursor.count)}
      aria-valuenow={(cursor.index ?? 0) + 1}
      aria-valuetext={cursor.text}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (!event.defaultPrevented) cursor.onKeyDown(event);
      }}
      {...rest}
    />
  );
}
