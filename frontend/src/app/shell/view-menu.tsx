import { Link } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { signOut } from "../../api/session";
import type { Zone } from "../../domain/zone";
import { Button } from "../../ui/button";
import buttons from "../../ui/button.module.css";
import { Popover } from "../../ui/popover";
import { useMayLeave } from "../use-may-leave";
import { ThemeChoices, themeIcon, ZoneChoices } from "./choices";
import styles from "./shell.module.css";
import { useTheme } from "./theme";

interface ViewMenuProps {
  zone: Zone;
  onZone: (zone: Zone) => void;
}

/** How the page is shown, and the way out. */
export function ViewMenu({ zone, onZone }: ViewMenuProps) {
  const [theme] = useTheme();
  const mayLeave = useMayLeave();
  const Icon = themeIcon(theme);
  return (
    <div>
      <button
        type="button"
        className={buttons.button}
        data-look="quiet"
        data-icon={zone === "local"}
        popoverTarget="view"
        aria-label={`Theme: ${theme}, times: ${zone === "utc" ? "UTC" : "local"}`}
      >
        <Icon size={16} aria-hidden />
        {zone === "utc" && <span>UTC</span>}
      </button>
      <Popover id="view" label="View" align="end">
        <ThemeChoices />
        <ZoneChoices zone={zone} onZone={onZone} />
        <Link to="/settings">All settings</Link>
        {mayLeave && (
          <div className={styles.leave}>
            <Button onClick={() => void signOut()}>
              <LogOut size={14} aria-hidden /> Sign out
            </Button>
          </div>
        )}
      </Popover>
    </div>
  );
}
