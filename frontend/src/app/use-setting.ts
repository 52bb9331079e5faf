import { useCallback, useSyncExternalStore } from "react";
import { readSetting, type Setting, watchSettings, writeSetting } from "./settings";

/** A setting of this browser, and what changes it; every part that shows it follows. */
export function useSetting(
  name: Setting,
): readonly [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(watchSettings, () => readSetting(name));
  const choose = useCallback((next: string | null) => writeSetting(name, next), [name]);
  return [value, choose];
}
