import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import styles from "./popover.module.css";

interface PopoverProps {
  id: string;
  label: string;
  children: ReactNode;
  align?: "start" | "end";
  /** Whether it holds what keys press, and so is made with the page. */
  pressed?: boolean;
}

/**
 * A native popover below the button whose `popoverTarget` is its id; a sheet from below on narrow screens.
 * What it holds is made when it is first opened: a page has many that nobody opens.
 */
export function Popover({ id, label, children, align = "start", pressed = false }: PopoverProps) {
  const [opened, setOpened] = useState(pressed);
  return (
    <div
      id={id}
      popover="auto"
      role="dialog"
      aria-label={label}
      className={styles.popover}
      data-align={align}
      onBeforeToggle={() => flushSync(() => setOpened(true))}
    >
      {opened && children}
    </div>
  );
}
