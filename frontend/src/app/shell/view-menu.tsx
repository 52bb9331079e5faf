import { Clock, Globe, LogOut, type LucideIcon, Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { signOut } from "../../api/session";
import type { Zone } from "../../domain/zone";
import { Button } from "../../ui/button";
import buttons from "../../ui/button.module.css";
import { Popover } from "../../ui/popover";
import styles from "./shell.module.css";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

interface Choice<T> {
  readonly value: T;
  readonly name: string;
  readonly Icon: LucideIcon;
}

const THEMES: readonly Choice<Theme>[] = [
  { value: "system", name: "System", Icon: Monitor },
  { value: "light", name: "Light", Icon: Sun },
  { value: "dark", name: "Dark", Icon: Moon },
];

const ZONES: readonly Choice<Zone>[] = [
  { value: "local", name: "Local time", Icon: Clock },
  { value: "utc", name: "UTC", Icon: Globe },
];

interface ChoicesProps<T> {
  legend: string;
  choices: readonly Choice<T>[];
  chosen: T;
  onChoose: (value: T) => void;
}

function Choices<T extends string>({ legend, choices, chosen, onChoose }: ChoicesProps<T>) {
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      {choices.map(({ value, name, Icon }) => (
        <label key={value}>
          <input
            type="radio"
            name={legend}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <Icon size={15} aria-hidden />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

interface ViewMenuProps {
  zone: Zone;
  onZone: (zone: Zone) => void;
  signOut: boolean;
}

/** How the page is shown, and the way out. */
export function ViewMenu({ zone, onZone, signOut: mayLeave }: ViewMenuProps) {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const { Icon } = THEMES.find((choice) => choice.value === theme) ?? { Icon: Monitor };
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
        data-icon={zone === "local"}
        popoverTarget="view"
        aria-label={`Theme: ${theme}, times: ${zone === "utc" ? "UTC" : "local"}`}
      >
        <Icon size={16} aria-hidden />
        {zone === "utc" && <span>UTC</span>}
      </button>
      <Popover id="view" label="View" align="end">
        <Choices legend="Theme" choices={THEMES} chosen={theme} onChoose={choose} />
        <Choices legend="Times" choices={ZONES} chosen={zone} onChoose={onZone} />
        {mayLeave && (
          <div className={styles.leave}>
            <Button onClick={() => void signOut()}>
              <LogOut size={14} aria-hidden /> Sign out
            </Button>
          </div>
        )}
      </Popover>
    </div>
  );
}
