import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { channelsQuery, deleteRoute, routesQuery } from "../../api/alerts";
import type { Channel, Route } from "../../api/types";
import { alertLook } from "../../domain/news";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import table from "../../ui/table.module.css";
import styles from "./alerts.module.css";
import { Panel } from "./panel";
import { RemoveButton } from "./remove-button";
import { RouteDialog } from "./route-dialog";
import { scopeWords } from "./scope-fields";

interface RowProps {
  route: Route;
  channels: readonly Channel[];
  onEdit: () => void;
}

function RouteRow({ route, channels, onEdit }: RowProps) {
  const names = channels.filter(({ id }) => route.channel_ids.includes(id)).map(({ name }) => name);
  return (
    <tr>
      <th scope="row" dir="auto">
        <span className={styles.name}>{route.name}</span>
        {!route.enabled && <span className={styles.muted}> (off)</span>}
      </th>
      <td dir="auto">{scopeWords(route, "default branches")}</td>
      <td>{route.kinds.map((kind) => alertLook(kind).word).join(", ")}</td>
      <td dir="auto">{names.join(", ") || <span className={styles.wrong}>no channel</span>}</td>
      <td className={styles.actions}>
        <Button icon look="quiet" aria-label={`Change route ${route.name}`} onClick={onEdit}>
          <Pencil size={15} aria-hidden />
        </Button>
        <RemoveButton
          what={`route ${route.name}`}
          meaning="What only this route tells is told to nobody any more."
          remove={() => deleteRoute(route.id)}
        />
      </td>
    </tr>
  );
}

/** Who is told what. */
export function Routes() {
  const query = useQuery(routesQuery);
  const channels = useQuery(channelsQuery).data?.items ?? [];
  const [edited, setEdited] = useState<Route | "new" | null>(null);
  const routes = query.data?.items ?? [];
  return (
    <Panel id="routes" title="Routes" query={query} add="Add route" onAdd={() => setEdited("new")}>
      {routes.length === 0 ? (
        <Empty title="No route leads to a channel">
          <p>A route says which pipelines are told about, what of them, and where.</p>
        </Empty>
      ) : (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col">About</th>
              <th scope="col">Tells</th>
              <th scope="col">Channels</th>
              <th scope="col">
                <span className={styles.hidden}>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {routes.map((route) => (
              <RouteRow
                key={route.id}
                route={route}
                channels={channels}
                onEdit={() => setEdited(route)}
              />
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <RouteDialog
          route={edited === "new" ? null : edited}
          channels={channels}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  );
}
