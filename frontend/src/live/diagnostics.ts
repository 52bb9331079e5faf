import { clock, duration, MISSING } from "../domain/format";
import { indicator } from "./indicator";
import type { LiveState } from "./state";

export interface Fact {
  readonly name: string;
  readonly value: string;
}

const MINUTE_MS = 60_000;

const time = (at: number | null) => (at === null ? MISSING : clock(at));

/** Changes a minute since the connection opened; null while that is no minute ago. */
function pace({ heardChanges, openSince }: LiveState, now: number): string {
  if (openSince === null || now - openSince < MINUTE_MS) return MISSING;
  return String(Math.round(heardChanges / ((now - openSince) / MINUTE_MS)));
}

/** What is known of the connection, for whoever wants to know why it is as it is. */
export function factsOf(state: LiveState, now: number): readonly Fact[] {
  return [
    { name: "Connected since", value: time(state.openSince) },
    { name: "Last message", value: time(state.lastHeardAt) },
    { name: "Last change", value: time(state.lastChangeAt) },
    { name: "Round trip", value: state.latency === null ? MISSING : `${state.latency} ms` },
    { name: "Changes a minute", value: pace(state, now) },
    { name: "Reconnects", value: String(Math.max(0, state.opens - 1)) },
    { name: "Failed tries", value: String(state.failures) },
    { name: "Cursor", value: state.cursor ?? MISSING },
  ];
}

/** The same as text, with where and when it was taken. */
export function diagnosticsText(state: LiveState, now: number, place: string): string {
  const { word, detail } = indicator(state, now);
  const down =
    state.downSince === null ? [] : [`Down for: ${duration((now - state.downSince) / 1000)}`];
  return [
    `Signalbox connection: ${word} ${detail}`.trim(),
    `Taken: ${new Date(now).toISOString()} at ${place}`,
    ...down,
    ...factsOf(state, now).map(({ name, value }) => `${name}: ${value}`),
  ].join("\n");
}
