import { Outlet, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { setZone } from "../../domain/zone";
import { Palette } from "../palette/palette";
import { useZone } from "../use-zone";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import { NewVersion } from "./new-version";
import { Said } from "./said";
import { say } from "./say";
import styles from "./shell.module.css";
import { useShortcuts } from "./use-shortcuts";
import { Watches } from "./watches";

/** The page alone, without a frame about it. */
const BARE = "/wall";

/** Copies the address with everything that makes this view, the zone included. */
async function copyLink(zone: string): Promise<string> {
  const link = new URL(location.href);
  if (zone === "utc") link.searchParams.set("tz", zone);
  try {
    await navigator.clipboard.writeText(link.href);
    return "Link copied";
  } catch {
    prompt("The link to this view", link.href);
    return "";
  }
}

export function Shell() {
  const [helping, setHelping] = useState(false);
  const [searching, setSearching] = useState(false);
  const [zone, chooseZone] = useZone();
  const bare = useLocation({ select: ({ pathname }) => pathname === BARE });
  const actions = {
    help: () => setHelping(true),
    zone: () => chooseZone(zone === "utc" ? "local" : "utc"),
    palette: () => setSearching(true),
    copyLink: () => void copyLink(zone).then((words) => say(words)),
  };
  useShortcuts(actions);
  setZone(zone);
  return (
    <>
      {!bare && (
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
      )}
      {!bare && (
        <Header zone={zone} onZone={chooseZone} onHelp={actions.help} onSearch={actions.palette} />
      )}
      <main id="main" className={bare ? undefined : styles.main} tabIndex={-1}>
        <Outlet key={zone} />
      </main>
      {!bare && <NewVersion />}
      <Said />
      <Watches />
      {searching && <Palette {...actions} onClose={() => setSearching(false)} />}
      {helping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}
