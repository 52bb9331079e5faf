export type Setting = "theme" | "shortcuts" | "zone" | "log-wrap" | "log-times";

const listeners = new Set<() => void>();

/** What a browser that keeps nothing is told, for as long as the page lives. */
const unkept = new Map<Setting, string | null>();

/** A setting kept in this browser; null where there is none. */
export function readSetting(name: Setting): string | null {
  try {
    return localStorage.getItem(`signalbox.${name}`);
  } catch {
    return unkept.get(name) ?? null;
  }
}

/** Keeps a setting, or forgets it when null; in a browser that keeps nothing, until the page is left. */
export function writeSetting(name: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`signalbox.${name}`);
    else localStorage.setItem(`signalbox.${name}`, value);
  } catch {
    unkept.set(name, value);
  }
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change of a setting, in another tab too; the answer ends that. */
export function watchSettings(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}
