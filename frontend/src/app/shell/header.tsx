import { Link } from "@tanstack/react-router";
import { Bell, CircleHelp, LayoutDashboard, Lightbulb, Plug, Search, Workflow } from "lucide-react";
import type { Zone } from "../../domain/zone";
import { RefreshButton } from "../../features/sources/refresh-button";
import { SourcesMenu } from "../../features/sources/sources-menu";
import { Button } from "../../ui/button";
import { LiveIndicator } from "./live-indicator";
import styles from "./shell.module.css";
import { ViewMenu } from "./view-menu";

const PAGES = [
  { to: "/", name: "Overview", Icon: LayoutDashboard },
  { to: "/pipelines", name: "Pipelines", Icon: Workflow },
  { to: "/insights", name: "Insights", Icon: Lightbulb },
  { to: "/alerts", name: "Alerts", Icon: Bell },
  { to: "/deliveries", name: "Sources", Icon: Plug },
] as const;

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#14181d" className={styles.markBox} />
      <circle cx="16" cy="10" r="4.5" fill="#3fd6c0" />
      <circle cx="16" cy="22" r="4" fill="none" stroke="#7d8792" strokeWidth="2" />
    </svg>
  );
}

interface HeaderProps {
  zone: Zone;
  onZone: (zone: Zone) => void;
  onHelp: () => void;
  onSearch: () => void;
}

export function Header({ zone, onZone, onHelp, onSearch }: HeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/" className={styles.brand} aria-label="Signalbox, to the overview">
          <Mark />
          <span>Signalbox</span>
        </Link>
        <nav className={styles.nav} aria-label="Main">
          {PAGES.map(({ to, name, Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className={styles.page}
            >
              <Icon size={18} aria-hidden />
              {name}
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          <span className={styles.refresh}>
            <RefreshButton />
          </span>
          <LiveIndicator />
          <SourcesMenu />
          <Button
            icon
            look="quiet"
            aria-label="Go to or do"
            aria-keyshortcuts="Control+K Meta+K"
            onClick={onSearch}
          >
            <Search size={16} aria-hidden />
          </Button>
          <ViewMenu zone={zone} onZone={onZone} />
          <Button
            icon
            look="quiet"
            aria-label="Keyboard shortcuts"
            aria-keyshortcuts="?"
            onClick={onHelp}
          >
            <CircleHelp size={16} aria-hidden />
          </Button>
        </div>
      </div>
    </header>
  );
}
