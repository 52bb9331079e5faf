import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { deleteSilence, silencesQuery } from "../../api/alerts";
import type { Silence } from "../../api/types";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { StatusIcon } from "../../ui/status-icon";
import table from "../../ui/table.module.css";
import { Moment } from "../../ui/time";
import styles from "./alerts.module.css";
import { Panel } from "./panel";
import { RemoveButton } from "./remove-button";
import { scopeWords } from "./scope-fields";
import { SilenceDialog } from "./silence-dialog";

function SilenceRow({ silence, onEdit }: { silence: Silence; onEdit: () => void }) {
  const { reason, active, from, until } = silence;
  return (
    <tr>
      <th scope="row" dir="auto">
        <span className={styles.name}>{reason}</span>
      </th>
      <td dir="auto">{scopeWords(silence, "any branch")}</td>
      <td>
        <span className={styles.state}>
          <StatusIcon status={active ? "blocked" : "skipped"} />
          <span>
            {active ? "Quiet now, " : ""}
            <Moment at={from} /> to <Moment at={until} />
          </span>
        </span>
      </td>
      <td className={styles.actions}>
        <Button icon look="quiet" aria-label={`Change silence ${reason}`} onClick={onEdit}>
          <Pencil size={15} aria-hidden />
        </Button>
        <RemoveButton
          what={`silence ${reason}`}
          meaning="What it holds back and still holds is told at once."
          remove={() => deleteSilence(silence.id)}
        />
      </td>
    </tr>
  );
}

/** When nobody is told, about what and why. */
export function Silences() {
  const query = useQuery(silencesQuery);
  const [edited, setEdited] = useState<Silence | "new" | null>(null);
  const silences = query.data?.items ?? [];
  return (
    <Panel
      id="silences"
      title="Silences"
      query={query}
      add="Add silence"
      onAdd={() => setEdited("new")}
    >
      {silences.length === 0 ? (
        <Empty title="Nothing is silenced" />
      ) : (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Why</th>
              <th scope="col">About</th>
              <th scope="col">When</th>
              <th scope="col">
                <span className={styles.hidden}>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {silences.map((silence) => (
              <SilenceRow key={silence.id} silence={silence} onEdit={() => setEdited(silence)} />
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <SilenceDialog silence={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Panel>
  );
}
