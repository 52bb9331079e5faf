import { useCallback, useState } from "react";
import type { LogView } from "../features/build/log/log-toolbar";
import { readSetting, writeSetting } from "./settings";

function kept(): LogView {
  const times = readSetting("log-times");
  return {
    wrap: readSetting("log-wrap") !== "off",
    times: times === "clock" || times === "since" ? times : "none",
  };
}

/** How logs are shown, as the reader chose it last in this browser. */
export function useLogView(): readonly [LogView, (view: LogView) => void] {
  const [view, setView] = useState(kept);
  const choose = useCallback((next: LogView) => {
    writeSetting("log-wrap", next.wrap ? null : "off");
    writeSetting("log-times", next.times === "none" ? null : next.times);
    setView(next);
  }, []);
  return [view, choose];
}
