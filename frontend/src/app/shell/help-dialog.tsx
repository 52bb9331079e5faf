import { X } from "lucide-react";
import type { Ref } from "react";
import { Button } from "../../ui/button";
import styles from "./help-dialog.module.css";
import type { Shortcuts } from "./use-shortcuts";

const KEYS = [
  [["Ctrl", "K"], "Go to or do anything by name"],
  [["/"], "Search the list"],
  [["j", "k"], "Next and previous row"],
  [["Enter"], "Open the row's build"],
  [["o"], "Open it at the provider"],
  [["."], "Show new builds"],
  [["p"], "Pause and resume live updates"],
  [["g", "o"], "Go to the overview"],
  [["g", "p"], "Go to pipelines"],
  [["g", "s"], "Go to sources"],
  [["g", "i"], "Go to insights"],
  [["g", "w"], "Go to the wall"],
  [["y"], "Copy a link to this view"],
  [["t"], "Type a time range"],
  [["u"], "Local time or UTC"],
  [["?"], "Show this help"],
] as const;

interface HelpDialogProps {
  ref: Ref<HTMLDialogElement>;
  shortcuts: Shortcuts;
}

export function HelpDialog({ ref, shortcuts }: HelpDialogProps) {
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby="help-title" closedby="any">
      <form method="dialog" className={styles.head}>
        <h2 id="help-title">Keyboard shortcuts</h2>
        <Button type="submit" icon look="quiet" aria-label="Close">
          <X size={16} aria-hidden />
        </Button>
      </form>
      <dl className={styles.keys}>
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={shortcuts.on}
          onChange={(event) => shortcuts.setOn(event.target.checked)}
        />
        Single-key shortcuts are on
      </label>
    </dialog>
  );
}
