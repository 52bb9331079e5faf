import { useState } from "react";
import { saveChannel } from "../../api/alerts";
import type { Channel, ChannelBody, ChannelKind } from "../../api/types";
import { Field } from "../../ui/field";
import fieldStyles from "../../ui/field.module.css";
import { FormDialog } from "../../ui/form-dialog";
import { textOf, useSaving } from "./use-saving";

const KINDS: readonly { kind: ChannelKind; name: string }[] = [
  { kind: "slack", name: "Slack" },
  { kind: "email", name: "Email" },
];

interface ChannelDialogProps {
  /** The channel to change; none for a new one. */
  channel: Channel | null;
  onClose: () => void;
}

function bodyOf(form: FormData, kind: ChannelKind): ChannelBody {
  const target = textOf(form, "target");
  const body = { kind, name: textOf(form, "name"), enabled: form.has("enabled") };
  return target === "" ? body : { ...body, target };
}

export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "slack");
  const saving = useSaving(
    (body: ChannelBody) => saveChannel(channel?.id ?? null, body),
    ["name", "target"],
    onClose,
  );
  const isSlack = kind === "slack";
  return (
    <FormDialog
      title={channel ? `Change ${channel.name}` : "Add a channel"}
      submit="Save"
      busy={saving.busy}
      onSubmit={(form) => saving.save(bodyOf(form, kind))}
      onClose={onClose}
      problem={saving.rest}
    >
      {!channel && (
        <fieldset className={fieldStyles.field}>
          <legend>Kind</legend>
          <div className={fieldStyles.checks}>
            {KINDS.map((one) => (
              <label key={one.kind}>
                <input
                  type="radio"
                  name="kind"
                  checked={kind === one.kind}
                  onChange={() => setKind(one.kind)}
                />
                {one.name}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        defaultValue={channel?.name}
        problem={saving.of("name")}
      />
      <Field
        key={kind}
        label={isSlack ? "Webhook address" : "Addresses"}
        name="target"
        required={!channel}
        type={isSlack ? "url" : "text"}
        placeholder={channel?.target || undefined}
        defaultValue={isSlack ? undefined : channel?.target}
        hint={
          isSlack
            ? `Slack → Apps → Incoming Webhooks.${channel ? " Leave it empty to keep the present one." : ""}`
            : "Separated by commas."
        }
        problem={saving.of("target")}
      />
      <div className={fieldStyles.checks}>
        <label>
          <input type="checkbox" name="enabled" defaultChecked={channel?.enabled ?? true} />
          In use
        </label>
      </div>
    </FormDialog>
  );
}
