import { Link } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { signOut } from "../../api/session";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { usePageTitle } from "../../ui/use-page-title";
import { ThemeChoices, ZoneChoices } from "../shell/choices";
import { KEY_GROUPS } from "../shell/keys";
import { ShortcutSwitch } from "../shell/shortcut-switch";
import { useLogView } from "../use-log-view";
import { useMayLeave } from "../use-may-leave";
import { useZone } from "../use-zone";
import styles from "./settings.module.css";

function Group({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className={`${layout.panel} ${styles.group}`} aria-label={title}>
      <div>
        <h2>{title}</h2>
        <p className={layout.muted}>{about}</p>
      </div>
      <div className={styles.controls}>{children}</div>
    </section>
  );
}

const TIMES = { none: "No times", clock: "Time of day", since: "Since the start" } as const;

function LogSettings() {
  const [view, onView] = useLogView();
  return (
    <>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={view.wrap}
          onChange={(event) => onView({ ...view, wrap: event.target.checked })}
        />
        Wrap long lines
      </label>
      <label className={styles.field}>
        Times before lines
        <select
          value={view.times}
          onChange={(event) => onView({ ...view, times: event.target.value as keyof typeof TIMES })}
        >
          {Object.entries(TIMES).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** How Signalbox looks and listens in this browser; everything else is set where it runs. */
export function SettingsRoute() {
  const [zone, onZone] = useZone();
  const mayLeave = useMayLeave();
  const keys = KEY_GROUPS.reduce((sum, group) => sum + group.keys.length, 0);
  usePageTitle("Settings");
  return (
    <div className={`${layout.page} ${styles.page}`}>
      <div>
        <h1>Settings</h1>
        <p className={layout.lead}>Kept in this browser; nobody else is affected.</p>
      </div>
      <Group title="Appearance" about="System follows what this machine is set to.">
        <ThemeChoices />
      </Group>
      <Group
        title="Times"
        about="Every absolute time names its zone. A link copied in UTC opens in UTC."
      >
        <ZoneChoices zone={zone} onZone={onZone} />
      </Group>
      <Group
        title="Keyboard"
        about={`${keys} shortcuts, listed with ?. Ctrl or Cmd with K works either way.`}
      >
        <ShortcutSwitch />
      </Group>
      <Group title="Logs" about="How logs of builds are shown at first.">
        <LogSettings />
      </Group>
      <Group title="Data and alerts" about="Set for everybody.">
        <Link to="/deliveries">Sources and deliveries</Link>
        <Link to="/setup">Set up a provider</Link>
        <Link to="/alerts">Channels, routes and silences</Link>
        <a href="/api/openapi.json">REST API description</a>
      </Group>
      {mayLeave && (
        <Group title="Access" about="You signed in with the access token.">
          <Button onClick={() => void signOut()}>
            <LogOut size={14} aria-hidden /> Sign out
          </Button>
        </Group>
      )}
    </div>
  );
}
