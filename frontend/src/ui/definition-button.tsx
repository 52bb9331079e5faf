import { Info } from "lucide-react";
import { useId } from "react";
import type { Definition } from "../domain/definitions";
import styles from "./definition-button.module.css";
import { Popover } from "./popover";

/** Opens how a number is computed; `more` is a last note of its own. */
export function DefinitionButton({
  definition,
  more = null,
}: {
  definition: Definition;
  more?: string | null;
}) {
  const id = useId();
  const name = definition.title.toLowerCase();
  return (
    <>
      <button
        type="button"
        className={styles.info}
        popoverTarget={id}
        aria-label={`How is ${name} computed?`}
      >
        <Info size={14} aria-hidden />
      </button>
      <Popover id={id} label={`How ${name} is computed`}>
        <div className={styles.definition}>
          <strong>{definition.title}</strong>
          <code>{definition.formula}</code>
          <ul>
            {definition.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
            {more && <li>{more}</li>}
          </ul>
        </div>
      </Popover>
    </>
  );
}
