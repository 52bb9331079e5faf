import styles from "./shortcut-switch.module.css";
import { useShortcutSwitch } from "./use-shortcuts";

/** Switches single keys off and on. */
export function ShortcutSwitch() {
  const [on, setOn] = useShortcutSwitch();
  return (
    <label className={styles.switch}>
      <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} />
      Single-key shortcuts are on
    </label>
  );
}
