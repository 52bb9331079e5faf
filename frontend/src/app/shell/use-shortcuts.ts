import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useLive } from "../../live/use-live";
import { readSetting, writeSetting } from "../settings";

/** How long after `g` the second key counts, in milliseconds. */
const SEQUENCE_MS = 1_200;

const PAGES: Readonly<Record<string, "/" | "/pipelines" | "/insights" | "/deliveries" | "/wall">> =
  {
    o: "/",
    p: "/pipelines",
    i: "/insights",
    s: "/deliveries",
    w: "/wall",
  };

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=radio], [type=checkbox]), textarea, select"))
  );
}

function moveRow(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? links[0] : links[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function openProvider(): void {
  const row = document.activeElement?.closest("[role=row], tr");
  row?.querySelector<HTMLElement>("a[target=_blank]")?.click();
}

/** What keys do that the shell decides. */
interface Actions {
  readonly help: () => void;
  readonly palette: () => void;
  readonly copyLink: () => void;
  /** Turns between local time and UTC. */
  readonly zone: () => void;
}

export interface Shortcuts {
  readonly on: boolean;
  readonly setOn: (on: boolean) => void;
}

/** Listens for single keys while nothing is typed into; the reader can switch them off (WCAG 2.1.4). */
export function useShortcuts(given: Actions): Shortcuts {
  const live = useLive();
  const navigate = useNavigate();
  const [on, setOn] = useState(() => readSetting("shortcuts") !== "off");
  const actions = useRef(given);
  useEffect(() => {
    actions.current = given;
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const asked = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      if (!asked || event.altKey || event.shiftKey || document.querySelector("dialog[open]"))
        return;
      event.preventDefault();
      actions.current.palette();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  useEffect(() => {
    if (!on) return;
    let goAt = 0;
    const keys: Readonly<Record<string, () => void>> = {
      "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
      j: () => moveRow(1),
      k: () => moveRow(-1),
      o: openProvider,
      p: () => live.send({ type: live.state().paused ? "resume" : "pause" }),
      ".": () => document.querySelector<HTMLElement>("[data-show-new]")?.click(),
      "?": () => actions.current.help(),
      y: () => actions.current.copyLink(),
      u: () => actions.current.zone(),
      t: () => document.querySelector<HTMLElement>("[data-range]")?.click(),
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const page = Date.now() - goAt < SEQUENCE_MS ? PAGES[event.key] : undefined;
      goAt = event.key === "g" ? Date.now() : 0;
      const action = page ? () => void navigate({ to: page }) : keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [on, live, navigate]);

  return {
    on,
    setOn(next) {
      writeSetting("shortcuts", next ? null : "off");
      setOn(next);
    },
  };
}
