import { Outlet } from "@tanstack/react-router";
import { useRef } from "react";
import { setZone } from "../../domain/zone";
import { useZone } from "../use-zone";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import styles from "./shell.module.css";
import { useShortcuts } from "./use-shortcuts";

export function Shell() {
  const help = useRef<HTMLDialogElement>(null);
  const [zone, chooseZone] = useZone();
  const shortcuts = useShortcuts({
    help: () => help.current?.showModal(),
    zone: () => chooseZone(zone === "utc" ? "local" : "utc"),
  });
  setZone(zone);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <Header zone={zone} onZone={chooseZone} onHelp={() => help.current?.showModal()} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet key={zone} />
      </main>
      <HelpDialog ref={help} shortcuts={shortcuts} />
    </>
  );
}
