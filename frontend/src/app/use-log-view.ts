import { useCallback, useMemo, useState } from "react";
import type { LogView } from "../features/build/log/log-toolbar";
import { useSetting } from "./use-setting";

/** How logs are shown, as the reader chose it last in this browser. */
export function useLogView(): readonly [LogView, (view: LogView) => void] {
  const [wrap, keepWrap] = useSetting("log-wrap");
  const [times, keepTimes] = useSetting("log-times");
  const [alone, setAlone] = useState(false);
  const view = useMemo<LogView>(
    () => ({
      wrap: wrap !== "off",
      times: times === "clock" || times === "since" ? times : "none",
      alone,
    }),
    [wrap, times, alone],
  );
  const choose = useCallback(
    (next: LogView) => {
      keepWrap(next.wrap ? null : "off");
      keepTimes(next.times === "none" ? null : next.times);
      setAlone(next.alone);
    },
    [keepWrap, keepTimes],
  );
  return [view, choose];
}
