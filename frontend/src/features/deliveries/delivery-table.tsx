import type { Delivery } from "../../api/types";
import { providerShortName } from "../../domain/provider";
import { ProviderMark } from "../../ui/provider-mark";
import table from "../../ui/table.module.css";
import { Age } from "../../ui/time";
import styles from "./deliveries.module.css";
import { OutcomeMark } from "./outcome-mark";

export function DeliveryTable({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <table className={`${table.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Event</th>
          <th scope="col">Source</th>
          <th scope="col">Detail</th>
          <th scope="col" className={table.number}>
            Received
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <td>
              <OutcomeMark outcome={delivery.outcome} />
            </td>
            <td>
              <code>{delivery.event ?? "–"}</code>
            </td>
            <td>
              <span className={table.lead}>
                <span aria-hidden="true">
                  <ProviderMark provider={delivery.provider} />
                </span>
                {providerShortName(delivery.provider)}
              </span>
            </td>
            <td className={styles.detail} dir="auto">
              {delivery.error ? (
                <span className={styles.error}>{delivery.error}</span>
              ) : (
                <code className={styles.key}>{delivery.delivery_key}</code>
              )}
            </td>
            <td className={table.number}>
              <Age at={delivery.received_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
