import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useLive } from "../../live/use-live";
import { useSetting } from "../use-setting";
import { keyName, PAGES_BY_KEY } from "./keys";
import { press } from "./press";

/** How long after `g` the second key counts, in milliseconds. */
const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=radio], [type=checkbox]), textarea, select"))
  );
}

const hasDialog = () => document.querySelector("dialog[open]") !== null;

const isPageKey = (key: string): key is keyof typeof PAGES_BY_KEY => key in PAGES_BY_KEY;

/** What keys do that the shell decides. */
interface Actions {
  readonly help: () => void;
  readonly palette: () => void;
  readonly copyLink: () => void;
  /** Turns between local time and UTC. */
  readonly zone: () => void;
}

/** Whether single keys do something; the reader can switch them off (WCAG 2.1.4). */
export function useShortcutSwitch(): readonly [boolean, (on: boolean) => void] {
  const [kept, keep] = useSetting("shortcuts");
  return [kept !== "off", (on) => keep(on ? null : "off")];
}

/** Listens for Ctrl or Cmd with K, and for single keys while nothing is typed into. */
export function useShortcuts(given: Actions): void {
  const live = useLive();
  const navigate = useNavigate();
  const [on] = useShortcutSwitch();
  const actions = useRef(given);
  useEffect(() => {
    actions.current = given;
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const asked = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      if (!asked || event.altKey || event.shiftKey || hasDialog()) return;
      event.preventDefault();
      actions.current.palette();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  useEffect(() => {
    if (!on) return;
    let goAt = Number.NEGATIVE_INFINITY;
    const keys: Readonly<Record<string, () => void>> = {
      p: () => live.send({ type: live.state().paused ? "resume" : "pause" }),
      "?": () => actions.current.help(),
      y: () => actions.current.copyLink(),
      u: () => actions.current.zone(),
    };
    const does = (name: string) => {
      const own = keys[name];
      own?.();
      return own !== undefined || press(name);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || hasDialog()) return;
      // When they were pressed, not when a busy page hears of them.
      const isSecond = event.timeStamp - goAt < SEQUENCE_MS;
      goAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (isSecond && isPageKey(event.key)) {
        event.preventDefault();
        void navigate({ to: PAGES_BY_KEY[event.key] });
      } else if (does(keyName(event))) {
        event.preventDefault();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [on, live, navigate]);
}
