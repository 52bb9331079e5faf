import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Popover } from "../../ui/popover";
import styles from "./filters.module.css";

interface MultiSelectProps<T extends string> {
  label: string;
  options: readonly T[];
  chosen: readonly T[];
  word: (option: T) => string;
  icon: (option: T) => ReactNode;
  /** Edits what was chosen last, which may be ahead of what is drawn. */
  onChange: (edit: (chosen: readonly T[]) => readonly T[]) => void;
}

/** A button that opens a list of check boxes; none chosen means no narrowing. */
export function MultiSelect<T extends string>(props: MultiSelectProps<T>) {
  const { label, options, chosen, word, icon, onChange } = props;
  const id = useId();
  const toggle = (option: T, on: boolean) =>
    onChange((now) => options.filter((one) => (one === option ? on : now.includes(one))));

  return (
    <div className={styles.select}>
      <button
        type="button"
        className={styles.trigger}
        popoverTarget={id}
        data-active={chosen.length > 0}
        aria-haspopup="dialog"
      >
        {label}
        {chosen.length > 0 && (
          <span className={styles.number}>
            {chosen.length}
            <span className={styles.hidden}> chosen</span>
          </span>
        )}
        <ChevronDown size={14} aria-hidden />
      </button>
      <Popover id={id} label={label}>
        <fieldset className={styles.options}>
          <legend>{label}</legend>
          {options.map((option) => (
            <label key={option}>
              <input
                type="checkbox"
                checked={chosen.includes(option)}
                onChange={(event) => toggle(option, event.target.checked)}
              />
              {icon(option)}
              <span>{word(option)}</span>
            </label>
          ))}
        </fieldset>
      </Popover>
    </div>
  );
}
