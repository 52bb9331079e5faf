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

type Options = Intl.DateTimeFormatOptions;

/** A format of moments that follows the zone. */
export function zoned(options: Options): (then: number) => string {
  const formats = {
    local: lazily(() => new Intl.DateTimeFormat("en-GB", options)),
    utc: lazily(() => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" })),
  };
  return (then) => formats[current]().format(then);
}
