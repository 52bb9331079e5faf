import type { components } from "./schema";

type Schemas = components["schemas"];

export type Alert = Schemas["Alert"];
export type Attempt = Schemas["Attempt"];
export type Breakage = Schemas["Breakage"];
export type Build = Schemas["Build"];
export type BuildDetail = Schemas["BuildDetail"];
export type BuildPage = Schemas["BuildPage"];
export type Change = Schemas["Change"];
export type Changes = Schemas["Changes"];
export type Channel = Schemas["Channel"];
export type ChannelBody = Schemas["ChannelBody"];
export type ChannelKind = Schemas["ChannelKind"];
export type Delivery = Schemas["Delivery"];
export type Job = Schemas["Job"];
export type MetricsSummary = Schemas["MetricsSummary"];
export type NewsKind = Schemas["NewsKind"];
export type Overview = Schemas["Overview"];
export type Pipeline = Schemas["Pipeline"];
export type Preview = Schemas["Preview"];
export type ProblemBody = Schemas["Problem"];
export type Route = Schemas["Route"];
export type RouteBody = Schemas["RouteBody"];
export type Setup = Schemas["Setup"];
export type Silence = Schemas["Silence"];
export type SilenceBody = Schemas["SilenceBody"];
export type Transition = Schemas["Transition"];

/** Provisional. */
export interface Source {
  readonly provider: Build["provider"];
  readonly name: string;
  readonly state: "ok" | "failing" | "throttled" | "waiting";
  readonly last_webhook_at: string | null;
  readonly last_poll_at: string | null;
  readonly complete_until: string | null;
  readonly backfill: {
    readonly from: string;
    readonly reached: string;
    readonly done: boolean;
  } | null;
  readonly holes: { readonly open: number; readonly found: number; readonly gone: number };
  readonly last_error: { readonly message: string; readonly at: string } | null;
  readonly requests: { readonly last_poll: number; readonly total: number };
  readonly budget: {
    readonly limit: number;
    readonly remaining: number;
    readonly resets_at: string;
  } | null;
  readonly webhook_missing: boolean;
  readonly advice: string | null;
}

/** Provisional. */
export interface Poll {
  readonly provider: Build["provider"];
  readonly run: number;
  readonly state: "idle" | "queued" | "running";
  readonly requested_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly error: string | null;
  readonly next_poll_at: string | null;
}
