import { X } from "lucide-react";
import { Button } from "../../ui/button";
import { useModal } from "../../ui/use-modal";
import styles from "./help-dialog.module.css";
import { KEY_GROUPS } from "./keys";
import { ShortcutSwitch } from "./shortcut-switch";

/** Open for as long as it is drawn. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const modal = useModal(onClose);
  return (
    <dialog {...modal} className={styles.dialog} aria-labelledby="help-title" closedby="any">
      <form method="dialog" className={styles.head}>
        <h2 id="help-title">Keyboard shortcuts</h2>
        <Button type="submit" icon look="quiet" aria-label="Close">
          <X size={16} aria-hidden />
        </Button>
      </form>
      <div className={styles.groups}>
        {KEY_GROUPS.map(({ name, keys }) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            <dl className={styles.keys}>
              {keys.map(([names, meaning]) => (
                <div key={meaning}>
                  <dt>
                    {names.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <ShortcutSwitch />
    </dialog>
  );
}
