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

/** How far the zone's clocks are ahead of UTC at a moment, in minutes. */
function minutesAhead(then: number): number {
  return current === "utc" ? 0 : -new Date(then).getTimezoneOffset();
}

/** A moment in RFC 3339 as the zone's clocks show it. Made without `Intl`, whose first use takes a browser 20 ms. */
export function zonedIso(then: number): string {
  return new Date(then + minutesAhead(then) * MINUTE_MS).toISOString();
}

/** What the zone is called at a moment: `UTC`, `GMT+1`, `GMT-3:30`. */
export function zoneName(then: number): string {
  const ahead = minutesAhead(then);
  if (ahead === 0) return "UTC";
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  const rest = minutes === 0 ? "" : `:${minutes.toString().padStart(2, "0")}`;
  return `GMT${ahead < 0 ? "-" : "+"}${hours}${rest}`;
}
