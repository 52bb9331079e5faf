import { Clock, Globe, type LucideIcon, Monitor, Moon, Sun } from "lucide-react";
import { useId } from "react";
import type { Zone } from "../../domain/zone";
import styles from "./shell.module.css";
import { type Theme, useTheme } from "./theme";

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

/** The mark of a theme. */
export function themeIcon(theme: Theme): LucideIcon {
  return THEMES.find((choice) => choice.value === theme)?.Icon ?? Monitor;
}

interface ChoicesProps<T> {
  legend: string;
  choices: readonly Choice<T>[];
  chosen: T;
  onChoose: (value: T) => void;
}

function Choices<T extends string>({ legend, choices, chosen, onChoose }: ChoicesProps<T>) {
  const group = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      {choices.map(({ value, name, Icon }) => (
        <label key={value}>
          <input
            type="radio"
            name={group}
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

export function ThemeChoices() {
  const [theme, choose] = useTheme();
  return <Choices legend="Theme" choices={THEMES} chosen={theme} onChoose={choose} />;
}

interface ZoneChoicesProps {
  zone: Zone;
  onZone: (zone: Zone) => void;
}

export function ZoneChoices({ zone, onZone }: ZoneChoicesProps) {
  return <Choices legend="Times" choices={ZONES} chosen={zone} onChoose={onZone} />;
}
