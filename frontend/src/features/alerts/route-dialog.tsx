import { useRef } from "react";
import { saveRoute } from "../../api/alerts";
import type { Channel, NewsKind, Route, RouteBody } from "../../api/types";
import { alertLook, NEWS_KINDS } from "../../domain/news";
import { Checks, Field } from "../../ui/field";
import fieldStyles from "../../ui/field.module.css";
import { FormDialog } from "../../ui/form-dialog";
import { BackTest } from "./back-test";
import { EVERYTHING, SCOPE_FIELDS, ScopeFields, scopeOf } from "./scope-fields";
import { textOf, useSaving } from "./use-saving";

const KINDS = NEWS_KINDS.map((kind) => ({ value: kind, label: alertLook(kind).word }));
const FIELDS = ["name", "kinds", "channel_ids", ...SCOPE_FIELDS];

interface RouteDialogProps {
  /** The route to change; none for a new one. */
  route: Route | null;
  channels: readonly Channel[];
  onClose: () => void;
}

function bodyOf(form: FormData): RouteBody {
  return {
    name: textOf(form, "name"),
    ...scopeOf(form),
    kinds: form.getAll("kinds") as NewsKind[],
    channel_ids: form.getAll("channel_ids").map(Number),
    enabled: form.has("enabled"),
  };
}

export function RouteDialog({ route, channels, onClose }: RouteDialogProps) {
  const within = useRef<HTMLDivElement>(null);
  const saving = useSaving(
    (body: RouteBody) => saveRoute(route?.id ?? null, body),
    FIELDS,
    onClose,
  );
  const chosen = (route?.channel_ids ?? channels.map(({ id }) => id)).map(String);
  const present = () => {
    const form = within.current?.closest("form");
    return form ? bodyOf(new FormData(form)) : null;
  };
  return (
    <FormDialog
      title={route ? `Change ${route.name}` : "Add a route"}
      submit="Save"
      busy={saving.busy}
      onSubmit={(form) => saving.save(bodyOf(form))}
      onClose={onClose}
      problem={saving.rest}
    >
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        defaultValue={route?.name}
        problem={saving.of("name")}
      />
      <ScopeFields
        scope={route ?? EVERYTHING}
        noBranch="each pipeline's default branch"
        of={saving.of}
      />
      <Checks
        legend="Tells when it is"
        name="kinds"
        options={KINDS}
        chosen={route?.kinds ?? ["broken", "fixed"]}
        problem={saving.of("kinds")}
      />
      <Checks
        legend="Channels"
        name="channel_ids"
        options={channels.map(({ id, name }) => ({ value: String(id), label: name }))}
        chosen={chosen}
        problem={saving.of("channel_ids")}
      />
      <div className={fieldStyles.checks} ref={within}>
        <label>
          <input type="checkbox" name="enabled" defaultChecked={route?.enabled ?? true} />
          In use
        </label>
      </div>
      <BackTest present={present} />
    </FormDialog>
  );
}
