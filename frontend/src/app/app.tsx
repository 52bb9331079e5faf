import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { worthRetrying } from "../api/client";
import { serverNow } from "../api/clock";
import { createLive } from "../live/shell";
import { LiveContext } from "../live/use-live";
import { freezeClock, setClock } from "../ui/now";
import { liveListeners } from "./live-listeners";
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
const router = createAppRouter();

export function App() {
  useEffect(() => {
    setClock(serverNow);
    const end = live.start(liveListeners(queries));
    const unwatch = live.subscribe(() => freezeClock(!live.state().online));
    return () => {
      unwatch();
      end();
    };
  }, []);

  return (
    <QueryClientProvider client={queries}>
      <LiveContext value={live}>
        <RouterProvider router={router} />
      </LiveContext>
    </QueryClientProvider>
  );
}
