import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";

/** How long the button says that it copied, in milliseconds. */
const SAID_MS = 2_000;

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

interface CopyButtonProps {
  /** What is copied; made when it is asked for where making it costs something. */
  text: string | (() => string);
  /** Names it for screen readers, such as "webhook address". */
  what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [said, setSaid] = useState<"" | "Copied" | "Select and copy">("");

  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);

  return (
    <Button
      aria-label={`Copy ${what}`}
      onClick={() =>
        void copyText(typeof text === "string" ? text : text()).then((done) =>
          setSaid(done ? "Copied" : "Select and copy"),
        )
      }
    >
      {said === "Copied" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      <span role="status">{said || "Copy"}</span>
    </Button>
  );
}
