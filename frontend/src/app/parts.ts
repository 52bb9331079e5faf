import { lazyRouteComponent } from "@tanstack/react-router";
import { servesAnotherVersion } from "../api/page-version";
import { say } from "./shell/say";

/** A part of the page that the host did not give: there is no connection, or a deployment took it away. */
export class MissingPart extends Error {}

/** Loads the page anew when a part is missing because the host serves another version; without a connection what is shown stays. */
export async function reloadIfReplaced(): Promise<void> {
  if (await servesAnotherVersion().catch(() => false)) location.reload();
}

/** Loads the page anew once the host can be reached: a browser may remember that a part could not be loaded. */
export async function reloadIfReached(): Promise<void> {
  try {
    await fetch("/", { cache: "no-store" });
  } catch {
    say("The host still cannot be reached");
    return;
  }
  location.reload();
}

/** Loads a part. The router reloads the page for what it cannot load, unless it is told in words of our own. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new MissingPart("a part of the page could not be loaded", { cause });
  }
}

/** A route's page, loaded when it is first opened. */
export function lazyPage<T extends Record<string, unknown>, Name extends keyof T>(
  load: () => Promise<T>,
  name: Name,
) {
  return lazyRouteComponent<T, Name>(() => loadPart(load), name);
}

/** Does what needs a part of the page once that is loaded, or says that it cannot be. */
export async function withPart(load: () => Promise<unknown>, then: () => void): Promise<void> {
  try {
    await load();
  } catch {
    say("That is not loaded yet, and the host cannot be reached");
    return;
  }
  then();
}
