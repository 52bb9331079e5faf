import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useModal } from "../../ui/use-modal";
import { type Command, type ShellActions, useCommands } from "./commands";
import styles from "./palette.module.css";

interface PaletteProps extends ShellActions {
  onClose: () => void;
}

interface OptionProps {
  id: string;
  command: Command;
  active: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ id, command, active, onPoint, onRun }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field runs the active option
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={active}
      className={styles.option}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      <span className={styles.title} dir="auto">
        {command.title}
      </span>
      {command.hint && <span className={styles.hint}>{command.hint}</span>}
      {command.key && <kbd className={styles.key}>{command.key}</kbd>}
    </div>
  );
}

/** The options under the names of their sections. */
function sections(
  commands: readonly Command[],
  option: (command: Command, index: number) => ReactNode,
): ReactNode {
  const names = [...new Set(commands.map(({ section }) => section))];
  return names.map((name) => (
    // biome-ignore lint/a11y/useSemanticElements: a listbox groups its options with this role
    <div key={name} role="group" aria-label={name}>
      <div className={styles.section} aria-hidden="true">
        {name}
      </div>
      {commands.map((command, index) => command.section === name && option(command, index))}
    </div>
  ));
}

/** Goes anywhere and does anything by name: a field that narrows a list of pages, pipelines, builds and actions. */
export function Palette({ onClose, ...shell }: PaletteProps) {
  const modal = useModal(onClose);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [entered, setEntered] = useState(false);
  const { commands, asking } = useCommands(typed, shell);
  const active = Math.min(at, commands.length - 1);

  function run(command: Command | undefined): void {
    if (!command) return;
    onClose();
    command.run();
  }

  // Enter that comes before the names of pipelines means what is found with them.
  useEffect(() => {
    if (!entered || asking) return;
    setEntered(false);
    run(commands[active]);
  });

  function onKeyDown(event: KeyboardEvent): void {
    const last = commands.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAt(next);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      setEntered(true);
    }
  }

  return (
    <dialog {...modal} className={styles.palette} aria-label="Go to or do" closedby="any">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={commands.length > 0 ? `${id}-${active}` : undefined}
        aria-label="Page, pipeline, build or action"
        placeholder="Go to a page, pipeline or build, or do something"
        className={styles.field}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Found" className={styles.list}>
        {sections(commands, (command, index) => (
          <Option
            key={command.id}
            id={`${id}-${index}`}
            command={command}
            active={index === active}
            onPoint={() => setAt(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p role="status" className={commands.length === 0 ? styles.none : styles.hidden}>
        {commands.length === 0 ? "Nothing is called so" : `${commands.length} found`}
      </p>
    </dialog>
  );
}
