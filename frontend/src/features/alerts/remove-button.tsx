import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useId } from "react";
import { asProblem } from "../../api/problem";
import { Button } from "../../ui/button";
import buttons from "../../ui/button.module.css";
import { Popover } from "../../ui/popover";
import styles from "./alerts.module.css";

interface RemoveButtonProps {
  /** What is removed, such as `channel Ops`. */
  what: string;
  /** What removing it means. */
  meaning: string;
  remove: () => Promise<unknown>;
}

/** Asks before it removes. */
export function RemoveButton({ what, meaning, remove }: RemoveButtonProps) {
  const id = useId();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: remove,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
  return (
    <>
      <button
        type="button"
        className={buttons.button}
        data-look="quiet"
        data-icon="true"
        popoverTarget={id}
        aria-label={`Remove ${what}`}
      >
        <Trash2 size={15} aria-hidden />
      </button>
      <Popover id={id} label={`Remove ${what}?`} align="end">
        <div className={styles.confirm}>
          <strong>Remove {what}?</strong>
          <p>{meaning}</p>
          <p role="alert" className={styles.wrong}>
            {error && asProblem(error).message}
          </p>
          <Button onClick={() => mutate()} disabled={isPending}>
            Remove
          </Button>
        </div>
      </Popover>
    </>
  );
}
