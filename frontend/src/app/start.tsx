import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { serverNow } from "../api/clock";
import { LiveContext } from "../live/use-live";
import { freezeClock, setClock } from "../ui/now";
import { breath } from "./breath";
import { live, queries } from "./feed";
import { reloadIfReplaced } from "./parts";
import { drawIn } from "./react";
import { createAppRouter } from "./router";

addEventListener("vite:preloadError", () => void reloadIfReplaced());

/** Shows the page in place of what the document begins with, frame and all: in one go, but drawn in pieces. */
export async function start(root: HTMLElement): Promise<void> {
  setClock(serverNow);
  live.subscribe(() => freezeClock(!live.state().online));
  const router = createAppRouter(queries);
  await breath();
  await router.load();
  await breath();
  drawIn(
    root,
    <QueryClientProvider client={queries}>
      <LiveContext value={live}>
        <RouterProvider router={router} />
      </LiveContext>
    </QueryClientProvider>,
  );
}
