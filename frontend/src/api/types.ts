import type { components } from "./schema";

type Schemas = components["schemas"];

export type Attempt = Schemas["Attempt"];
export type Build = Schemas["Build"];
export type BuildDetail = Schemas["BuildDetail"];
export type BuildPage = Schemas["BuildPage"];
export type Change = Schemas["Change"];
export type Changes = Schemas["Changes"];
export type Delivery = Schemas["Delivery"];
export type Job = Schemas["Job"];
export type MetricsSummary = Schemas["MetricsSummary"];
export type Overview = Schemas["Overview"];
export type Pipeline = Schemas["Pipeline"];
export type ProblemBody = Schemas["Problem"];
export type Setup = Schemas["Setup"];
export type Transition = Schemas["Transition"];
