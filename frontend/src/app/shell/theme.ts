import { writeSetting } from "../settings";
import { useSetting } from "../use-setting";

export type Theme = "system" | "light" | "dark";

/** The reader's choice; `public/theme.js` reads the same setting before the first paint. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [kept] = useSetting("theme");
  return [kept === "light" || kept === "dark" ? kept : "system", chooseTheme];
}

export function chooseTheme(theme: Theme): void {
  writeSetting("theme", theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
