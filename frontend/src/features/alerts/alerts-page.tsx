import layout from "../../styles/layout.module.css";
import { usePageTitle } from "../../ui/use-page-title";
import { Channels } from "./channels";
import { History } from "./history";
import { Routes } from "./routes";
import { Silences } from "./silences";

/** Who is told what, when nobody is, and what was told. */
export function AlertsPage() {
  usePageTitle("Alerts");
  return (
    <div className={layout.page}>
      <div className={layout.heading}>
        <h1>Alerts</h1>
        <p className={layout.lead}>
          Told when a pipeline breaks and when it is fixed; nothing in between unless a route asks.
        </p>
      </div>
      <Channels />
      <Routes />
      <Silences />
      <History />
    </div>
  );
}
