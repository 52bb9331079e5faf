import { currentZone } from "./zone";

function pad(value: number): string {
  return value.toString().padStart(2, "0");
}

/** A moment in milliseconds as a `datetime-local` field takes it: to the minute, in the zone that moments are shown in. */
export function localInput(at: number): string {
  const time = new Date(at);
  if (currentZone() === "utc") return time.toISOString().slice(0, 16);
  const date = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join("-");
  return `${date}T${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

/** What a `datetime-local` field holds as RFC 3339 in UTC; as it stands where it is no time. */
export function ofLocalInput(text: string): string {
  const at = new Date(currentZone() === "utc" ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}
