import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { worthRetrying } from "../api/client";
import { serverNow } from "../api/clock";
import { createLive } from "../live/shell";
import { LiveContext } from "../live/use-live";
import { freezeClock, setClock } from "../ui/now";
import { liveListeners } from "./live-listeners";
import { reloadIfReplaced } from "./parts";
import { createAppRouter } from "./router";

/** How often a request is tried again by itself before its panel says so. */
const RETRIES = 1;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
      retry: (failures, error) => failures < RETRIES && worthRetrying(error),
      retryDelay: 500,
    },
  },
});
const live = createLive();
const router = createAppRouter(queries);

addEventListener("vite:preloadError", () => void reloadIfReplaced());

/** Starts the feed, which the lists wait for, and shows the page in place of what the document begins with. */
export function start(root: HTMLElement): void {
  setClock(serverNow);
  live.start(liveListeners(queries));
  live.subscribe(() => freezeClock(!live.state().online));
  startTransition(() =>
    createRoot(root).render(
      <QueryClientProvider client={queries}>
        <LiveContext value={live}>
          <RouterProvider router={router} />
        </LiveContext>
      </QueryClientProvider>,
    ),
  );
}
