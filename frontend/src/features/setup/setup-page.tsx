import layout from "../../styles/layout.module.css";
import { usePageTitle } from "../../ui/use-page-title";
import { Guide } from "./guide";
import { Listening } from "./listening";
import styles from "./setup.module.css";

/** The set-up guide; the overview shows it in place of rows until the first build has come. */
export function SetupPage({ firstRun = false }: { firstRun?: boolean }) {
  usePageTitle("Set up");
  return (
    <div className={`${layout.page} ${styles.page}`}>
      <div>
        <h1>{firstRun ? "Send your first build" : "Set up"}</h1>
        <p className={layout.lead}>
          Signalbox hears of builds through webhooks. Connect GitHub, GitLab or Jenkins, or try it
          with a test build.
        </p>
      </div>
      <Listening />
      <Guide />
    </div>
  );
}
