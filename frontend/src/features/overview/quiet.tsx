import { BellOff } from "lucide-react";
import type { Breakage } from "../../api/types";
import { clock, instant } from "../../domain/format";
import { Button } from "../../ui/button";
import styles from "./broken-row.module.css";

/** Puts the focus on the row's link, where it comes back to: the button goes once the row is silenced. */
function leaveTo(button: HTMLElement): void {
  const row = button.closest("[data-breakage]");
  row?.querySelector<HTMLElement>("[data-broken-link]")?.focus();
}

interface QuietProps {
  breakage: Breakage;
  onSilence: (breakage: Breakage) => void;
}

/** Until when nobody is told of a breakage and why, or the way to have it so. */
export function Quiet({ breakage, onSilence }: QuietProps) {
  const { repository, pipeline_name, silenced } = breakage;
  if (silenced) {
    return (
      <span className={styles.silenced} title={silenced.reason}>
        <BellOff size={14} aria-hidden /> until {clock(instant(silenced.until) ?? 0)}
        <span className={styles.reason}> · {silenced.reason}</span>
      </span>
    );
  }
  return (
    <Button
      look="quiet"
      aria-label={`Silence ${repository} ${pipeline_name}`}
      onClick={({ currentTarget }) => {
        leaveTo(currentTarget);
        onSilence(breakage);
      }}
    >
      <BellOff size={14} aria-hidden /> Silence
    </Button>
  );
}
