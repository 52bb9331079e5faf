import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import styles from "./setup.module.css";

interface FieldProps {
  label: string;
  value: string;
  /** Keeps the value covered until it is asked for. */
  secret?: boolean;
}

/** A value to be copied elsewhere. */
export function CopyField({ label, value, secret = false }: FieldProps) {
  const [shown, setShown] = useState(!secret);
  return (
    <div className={styles.field}>
      <span className={styles.fieldLabel}>{label}</span>
      <code className={styles.fieldValue}>{shown ? value : "•".repeat(24)}</code>
      {secret && (
        <Button
          icon
          look="quiet"
          aria-label={shown ? `Hide ${label.toLowerCase()}` : `Show ${label.toLowerCase()}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
        </Button>
      )}
      <CopyButton text={value} what={label.toLowerCase()} />
    </div>
  );
}
