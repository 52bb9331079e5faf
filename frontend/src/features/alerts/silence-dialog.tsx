import { saveSilence } from "../../api/alerts";
import { serverNow } from "../../api/clock";
import type { Silence, SilenceBody } from "../../api/types";
import { instant } from "../../domain/format";
import { localInput, ofLocalInput } from "../../domain/local-input";
import { Field } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import styles from "./alerts.module.css";
import { EVERYTHING, SCOPE_FIELDS, type Scope, ScopeFields, scopeOf } from "./scope-fields";
import { textOf, useSaving } from "./use-saving";

const HOUR_MS = 3_600_000;
const FIELDS = ["reason", "from", "until", ...SCOPE_FIELDS];

interface SilenceDialogProps {
  /** The silence to change; none for a new one. */
  silence: Silence | null;
  /** What a new one is about to begin with. */
  scope?: Scope;
  onSaved?: (silence: Silence) => void;
  onClose: () => void;
}

function bodyOf(form: FormData): SilenceBody {
  return {
    ...scopeOf(form),
    reason: textOf(form, "reason"),
    from: ofLocalInput(textOf(form, "from")),
    until: ofLocalInput(textOf(form, "until")),
  };
}

/** Keeps quiet about something for a time, and says why. */
export function SilenceDialog({
  silence,
  scope = EVERYTHING,
  onSaved,
  onClose,
}: SilenceDialogProps) {
  const saving = useSaving(
    (body: SilenceBody) => saveSilence(silence?.id ?? null, body),
    FIELDS,
    (saved) => {
      onSaved?.(saved);
      onClose();
    },
  );
  const from = instant(silence?.from) ?? serverNow();
  const until = instant(silence?.until) ?? from + HOUR_MS;
  return (
    <FormDialog
      title={silence ? "Change the silence" : "Keep quiet"}
      submit={silence ? "Save" : "Silence"}
      busy={saving.busy}
      onSubmit={(form) => saving.save(bodyOf(form))}
      onClose={onClose}
      problem={saving.rest}
    >
      <Field
        label="Why"
        name="reason"
        required
        maxLength={200}
        defaultValue={silence?.reason ?? "It is being worked on"}
        hint="Everybody who looks at the dashboard reads it."
        problem={saving.of("reason")}
      />
      <div className={styles.scope}>
        <Field
          label="From"
          name="from"
          type="datetime-local"
          required
          defaultValue={localInput(from)}
          problem={saving.of("from")}
        />
        <Field
          label="Until"
          name="until"
          type="datetime-local"
          required
          defaultValue={localInput(until)}
          problem={saving.of("until")}
        />
      </div>
      <ScopeFields scope={silence ?? scope} noBranch="any branch" of={saving.of} />
    </FormDialog>
  );
}
