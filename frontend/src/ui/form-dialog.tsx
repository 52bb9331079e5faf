import { X } from "lucide-react";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "./button";
import styles from "./form-dialog.module.css";
import { useModal } from "./use-modal";

interface FormDialogProps {
  title: string;
  /** What the button says that sends the form. */
  submit: string;
  busy: boolean;
  /** What went wrong with the last try, where no field is named. */
  problem: string | null;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A modal form; it is open for as long as it is drawn, and closing it changes nothing. */
export function FormDialog({
  title,
  submit,
  busy,
  problem,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const id = useId();
  const modal = useModal(onClose);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <dialog {...modal} className={styles.dialog} aria-labelledby={id}>
      <form onSubmit={send} className={styles.form}>
        <div className={styles.head}>
          <h2 id={id}>{title}</h2>
          <Button icon look="quiet" aria-label="Close" onClick={onClose}>
            <X size={16} aria-hidden />
          </Button>
        </div>
        {children}
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
        <div className={styles.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
