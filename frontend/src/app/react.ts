import { type ReactNode, startTransition } from "react";
import { createRoot } from "react-dom/client";

/** Draws a page in an element: in one go, but made in pieces. By itself, so that React is run before what it draws. */
export function drawIn(element: HTMLElement, page: ReactNode): void {
  startTransition(() => createRoot(element).render(page));
}
