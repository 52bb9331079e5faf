import { readSetting, writeSetting } from "../settings";

export type Theme = "system" | "light" | "dark";

/** The reader's choice; `public/theme.js` reads the same setting before the first paint. */
export function chosenTheme(): Theme {
  const stored = readSetting("theme");
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(theme: Theme): void {
  writeSetting("theme", theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
