import type { ReactNode } from "react";
import styles from "./popover.module.css";

interface PopoverProps {
  id: string;
  label: string;
  children: ReactNode;
  align?: "start" | "end";
}

/** A native popover below the button whose `popoverTarget` is its id; a sheet from below on narrow screens. */
export function Popover({ id, label, children, align = "start" }: PopoverProps) {
  return (
    <div
      id={id}
      popover="auto"
      role="dialog"
      aria-label={label}
      className={styles.popover}
      data-align={align}
    >
      {children}
    </div>
  );
}
