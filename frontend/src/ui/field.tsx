import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./field.module.css";

interface FieldProps extends ComponentProps<"input"> {
  label: string;
  /** What it takes, in a few words. */
  hint?: ReactNode;
  /** What is wrong with what it holds. */
  problem?: string | null;
}

/** A labelled text field that says what it takes and what is wrong with it. */
export function Field({ label, hint, problem = null, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={styles.input}
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint ${id}-problem`}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <p id={`${id}-problem`} className={styles.problem} role="alert">
        {problem}
      </p>
    </div>
  );
}

interface ChecksProps {
  legend: string;
  name: string;
  options: readonly { value: string; label: ReactNode }[];
  chosen: readonly string[];
  problem?: string | null;
  onChange?: () => void;
}

/** A group of boxes to tick. */
export function Checks({ legend, name, options, chosen, problem = null, onChange }: ChecksProps) {
  return (
    <fieldset className={styles.field}>
      <legend>{legend}</legend>
      <div className={styles.checks}>
        {options.map(({ value, label }) => (
          <label key={value}>
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              onChange={onChange}
            />
            {label}
          </label>
        ))}
      </div>
      <p className={styles.problem} role="alert">
        {problem}
      </p>
    </fieldset>
  );
}
