import { lazily } from "./lazily";

/** The zone that moments are shown in: the reader's own or UTC. */
export type Zone = "local" | "utc";

let current: Zone = "local";

/** Names the zone for everything drawn from now on; what is on screen has to be drawn anew. */
export function setZone(zone: Zone): void {
  current = zone;
}

export function currentZone(): Zone {
  return current;
}

const MINUTE_MS = 60_000;

type Options = Intl.DateTimeFormatOptions;

/** A format of moments that follows the zone. */
export function zoned(options: Options): (then: number) => string {
  const formats = {
    local: lazily(() => new Intl.DateTimeFormat("en-GB", options)),
    utc: lazily(() => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" })),
  };
  return (then) => formats[current]().format(then);
}

/** A moment in RFC 3339 as the zone's clocks show it. Made without `Intl`, whose first use takes a browser 20 ms. */
export function zonedIso(then: number): string {
  const ahead = current === "utc" ? 0 : new Date(then).getTimezoneOffset() * MINUTE_MS;
  return new Date(then - ahead).toISOString();
}
