import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { reloadIfReplaced } from "./parts";

addEventListener("vite:preloadError", () => void reloadIfReplaced());

/** Shows the page in place of what the document begins with, drawn in pieces. */
export function start(root: HTMLElement): void {
  startTransition(() => createRoot(root).render(<App />));
}
