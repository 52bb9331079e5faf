import { Outlet } from "@tanstack/react-router";
import { useRef } from "react";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import styles from "./shell.module.css";
import { useShortcuts } from "./use-shortcuts";

export function Shell() {
  const help = useRef<HTMLDialogElement>(null);
  const shortcuts = useShortcuts(() => help.current?.showModal());
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <Header onHelp={() => help.current?.showModal()} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <HelpDialog ref={help} shortcuts={shortcuts} />
    </>
  );
}
