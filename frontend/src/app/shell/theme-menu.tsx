import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import buttons from "../../ui/button.module.css";
import { Popover } from "../../ui/popover";
import styles from "./shell.module.css";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

const CHOICES = [
  { theme: "system", name: "System", Icon: Monitor },
  { theme: "light", name: "Light", Icon: Sun },
  { theme: "dark", name: "Dark", Icon: Moon },
] as const;

export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const { Icon } = CHOICES.find((choice) => choice.theme === theme) ?? CHOICES[0];
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <div>
      <button
        type="button"
        className={buttons.button}
        data-look="quiet"
        data-icon="true"
        popoverTarget="theme"
        aria-label={`Theme: ${theme}`}
      >
        <Icon size={16} aria-hidden />
      </button>
      <Popover id="theme" label="Theme" align="end">
        <fieldset className={styles.choices}>
          <legend>Theme</legend>
          {CHOICES.map((choice) => (
            <label key={choice.theme}>
              <input
                type="radio"
                name="theme"
                checked={choice.theme === theme}
                onChange={() => choose(choice.theme)}
              />
              <choice.Icon size={15} aria-hidden />
              {choice.name}
            </label>
          ))}
        </fieldset>
      </Popover>
    </div>
  );
}
