type Setting = "theme" | "shortcuts" | "zone" | "log-wrap" | "log-times";

/** A setting kept in this browser; null where there is none or the browser keeps nothing. */
export function readSetting(name: Setting): string | null {
  try {
    return localStorage.getItem(`signalbox.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a setting, or forgets it when null; a browser that keeps nothing is no error. */
export function writeSetting(name: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`signalbox.${name}`);
    else localStorage.setItem(`signalbox.${name}`, value);
  } catch {
    return;
  }
}
