import type { components } from "./schema";

type Schemas = components["schemas"];

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
