import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import styles from "./search-box.module.css";

/** A pause in typing this long, in milliseconds, counts as the text being meant. */
const PAUSE_MS = 250;

interface SearchBoxProps {
  value: string;
  /** What is searched, such as "builds". */
  what: string;
  placeholder: string;
  onChange: (q: string) => void;
}

/** The search text; typing is kept here and told after a pause, so that no key waits for the router. */
export function SearchBox({ value, what, placeholder, onChange }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const tell = useRef(onChange);

  if (value !== told) {
    setTold(value);
    setText(value);
  }

  useEffect(() => {
    tell.current = onChange;
  });

  useEffect(() => {
    const meant = text.trim();
    if (meant === told) return;
    const timer = setTimeout(() => {
      setTold(meant);
      tell.current(meant);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, told]);

  return (
    <div className={styles.search}>
      <Search size={15} aria-hidden />
      <input
        type="search"
        value={text}
        aria-label={`Search ${what}`}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      {text === "" ? (
        <kbd className={styles.key} data-key="/" />
      ) : (
        <button type="button" aria-label="Clear search" onClick={() => setText("")}>
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
