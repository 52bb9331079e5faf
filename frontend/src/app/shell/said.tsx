import { Undo2 } from "lucide-react";
import { type MouseEvent, useEffect, useState } from "react";
import { Button } from "../../ui/button";
import { say, useTold } from "./say";
import styles from "./shell.module.css";

/** How long a word about what was done stays, and how long it can be undone, in milliseconds. */
const STAYS_MS = 3_000;
const UNDO_MS = 8_000;

/** Says for a moment that something was done, and undoes it if asked to; stays while it is pointed at or has the focus. */
export function Said() {
  const told = useTold();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const stays = told.words === "" || (told.undo !== null && (pointed || focused));

  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => say(""), told.undo ? UNDO_MS : STAYS_MS);
    return () => clearTimeout(timer);
  }, [told, stays]);

  function undo({ currentTarget }: MouseEvent): void {
    // The button goes with its word: what had the focus there is next at the page itself.
    if (document.activeElement === currentTarget) document.getElementById("main")?.focus();
    setPointed(false);
    setFocused(false);
    say("");
    told.undo?.();
  }

  return (
    <div
      role="status"
      className={styles.notice}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {told.words && (
        <p>
          <span dir="auto">{told.words}</span>
          {told.undo && (
            <Button aria-keyshortcuts="z" onClick={undo}>
              <Undo2 size={14} aria-hidden /> Undo
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
