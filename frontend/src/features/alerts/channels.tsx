import { useQuery } from "@tanstack/react-query";
import { Hash, Mail, Pencil } from "lucide-react";
import { useState } from "react";
import { channelsQuery, deleteChannel } from "../../api/alerts";
import type { Channel } from "../../api/types";
import { counted } from "../../domain/format";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { StatusIcon } from "../../ui/status-icon";
import table from "../../ui/table.module.css";
import { Age } from "../../ui/time";
import styles from "./alerts.module.css";
import { ChannelDialog } from "./channel-dialog";
import { Panel } from "./panel";
import { RemoveButton } from "./remove-button";
import { TestButton } from "./test-button";

function State({ channel }: { channel: Channel }) {
  const { enabled, disabled_reason, last_error, waiting, last_sent_at } = channel;
  if (!enabled) {
    return (
      <span className={styles.state}>
        <StatusIcon status={disabled_reason ? "failure" : "skipped"} />
        <span className={disabled_reason ? styles.wrong : undefined}>
          {disabled_reason ? `Switched off: ${disabled_reason}` : "Switched off"}
        </span>
      </span>
    );
  }
  return (
    <span className={styles.state}>
      <StatusIcon status={last_error ? "timed_out" : "success"} />
      <span>
        {last_error ? `Last try failed: ${last_error}` : "On"}
        {waiting > 0 && `, ${counted(waiting, "alert")} waiting`}
        {last_sent_at && (
          <span className={styles.muted}>
            {" · last sent "}
            <Age at={last_sent_at} />
          </span>
        )}
      </span>
    </span>
  );
}

function ChannelRow({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const Icon = channel.kind === "slack" ? Hash : Mail;
  return (
    <tr>
      <th scope="row">
        <span className={table.lead}>
          <Icon size={15} aria-label={channel.kind === "slack" ? "Slack" : "Email"} />
          <span className={styles.name} dir="auto">
            {channel.name}
          </span>
        </span>
      </th>
      <td dir="auto">
        <code>{channel.target || "nowhere yet"}</code>
        {channel.from_environment && <span className={styles.muted}> from the environment</span>}
      </td>
      <td>
        <State channel={channel} />
      </td>
      <td className={styles.actions}>
        <TestButton channel={channel} />
        <Button icon look="quiet" aria-label={`Change channel ${channel.name}`} onClick={onEdit}>
          <Pencil size={15} aria-hidden />
        </Button>
        <RemoveButton
          what={`channel ${channel.name}`}
          meaning="Its routes tell it nothing any more, and what waits for it is not sent."
          remove={() => deleteChannel(channel.id)}
        />
      </td>
    </tr>
  );
}

/** Where alerts go, how each way stands, and a button that tries it. */
export function Channels() {
  const query = useQuery(channelsQuery);
  const [edited, setEdited] = useState<Channel | "new" | null>(null);
  const channels = query.data?.items ?? [];
  return (
    <Panel
      id="channels"
      title="Channels"
      query={query}
      add="Add channel"
      onAdd={() => setEdited("new")}
    >
      {channels.length === 0 ? (
        <Empty title="Nobody is told yet">
          <p>Add a Slack webhook or mail addresses, then a route that leads to them.</p>
        </Empty>
      ) : (
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Leads to</th>
              <th scope="col">State</th>
              <th scope="col">
                <span className={styles.hidden}>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} onEdit={() => setEdited(channel)} />
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <ChannelDialog channel={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Panel>
  );
}
