import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { count } from "../../../domain/format";
import { Button } from "../../../ui/button";
import styles from "./toolbar.module.css";
import type { Finding } from "./use-find";

function placeWords({ text, found, at, isLooking }: Finding): string {
  if (text === "") return "";
  if (found.length === 0) return isLooking ? "…" : "none";
  return `${at === -1 ? "" : `${count(at + 1)} / `}${count(found.length)}${isLooking ? "…" : ""}`;
}

/** Searches the whole log, folded parts too. The browser's own search sees only the lines on screen. */
export function LogFind({ finding, onStep }: { finding: Finding; onStep: (by: 1 | -1) => void }) {
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "f" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (document.activeElement === input.current || document.querySelector("dialog[open]"))
        return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <search className={styles.find}>
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="search"
        value={finding.text}
        placeholder="Find text or /pattern/"
        aria-label="Find in the whole log"
        aria-keyshortcuts="/ Control+F Meta+F"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => finding.setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <output className={styles.place} aria-label="Lines found">
        {placeWords(finding)}
      </output>
      <Button
        icon
        look="quiet"
        aria-label="Previous line found"
        aria-keyshortcuts="Shift+N"
        disabled={finding.found.length === 0}
        onClick={() => onStep(-1)}
      >
        <ChevronUp size={16} aria-hidden />
      </Button>
      <Button
        icon
        look="quiet"
        aria-label="Next line found"
        aria-keyshortcuts="n"
        disabled={finding.found.length === 0}
        onClick={() => onStep(1)}
      >
        <ChevronDown size={16} aria-hidden />
      </Button>
    </search>
  );
}
