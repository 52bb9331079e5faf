import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { setZone } from "../../domain/zone";
import { withPart } from "../parts";
import { sessionQuery } from "../session-query";
import { useZone } from "../use-zone";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import { NewVersion } from "./new-version";
import { Said } from "./said";
import { say } from "./say";
import styles from "./shell.module.css";
import { useShortcuts } from "./use-shortcuts";
import { Watches } from "./watches";

const loadPalette = () => import("../palette/palette");
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));

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
  const session = useQuery(sessionQuery);
  const actions = {
    help: () => setHelping(true),
    zone: () => chooseZone(zone === "utc" ? "local" : "utc"),
    palette: () => void withPart(loadPalette, () => setSearching(true)),
    copyLink: () => void copyLink(zone).then((words) => say(words)),
  };
  useShortcuts(actions);
  const mayLeave = session.data === true;
  setZone(zone);
  return (
    <>
      {!bare && (
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
      )}
      {!bare && (
        <Header
          zone={zone}
          onZone={chooseZone}
          onHelp={actions.help}
          onSearch={actions.palette}
          signOut={mayLeave}
        />
      )}
      <main id="main" className={bare ? undefined : styles.main} tabIndex={-1}>
        <Outlet key={zone} />
      </main>
      {!bare && <NewVersion />}
      <Said />
      <Watches />
      {searching && (
        <Suspense>
          <Palette {...actions} signInRequired={mayLeave} onClose={() => setSearching(false)} />
        </Suspense>
      )}
      {helping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}
