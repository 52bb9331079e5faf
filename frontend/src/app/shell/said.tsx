import { useEffect } from "react";
import styles from "./shell.module.css";

/** How long a word about what was done stays, in milliseconds. */
const STAYS_MS = 3_000;

/** Says for a moment that something was done which shows nowhere else. */
export function Said({ words, onOver }: { words: string; onOver: () => void }) {
  useEffect(() => {
    if (words === "") return;
    const timer = setTimeout(onOver, STAYS_MS);
    return () => clearTimeout(timer);
  }, [words, onOver]);
  return (
    <div role="status" className={styles.notice} data-said>
      {words && <p>{words}</p>}
    </div>
  );
}
