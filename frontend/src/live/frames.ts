import * as v from "valibot";
import type { Build } from "../api/types";
import { PROVIDERS } from "../domain/provider";
import { STATUSES } from "../domain/status";

const time = v.nullable(v.string());
const text = v.nullable(v.string());
const number = v.nullable(v.number());

const build = v.object({
  id: v.number(),
  pipeline_id: v.number(),
  provider: v.picklist(PROVIDERS),
  repository: v.string(),
  pipeline_name: v.string(),
  external_id: v.string(),
  attempt: v.number(),
  status: v.picklist(STATUSES),
  raw_status: text,
  branch: text,
  commit_sha: text,
  commit_title: text,
  actor: text,
  event: text,
  queued_at: time,
  started_at: time,
  finished_at: time,
  duration_seconds: number,
  queued_seconds: number,
  web_url: text,
  created_at: v.string(),
  version: v.number(),
}) satisfies v.GenericSchema<unknown, Build>;

const change = v.object({
  from: v.nullable(v.picklist(STATUSES)),
  to: v.picklist(STATUSES),
  build,
});

const frame = v.variant("type", [
  v.object({
    v: v.literal(1),
    type: v.literal("builds"),
    after: v.string(),
    cursor: v.string(),
    items: v.array(change),
  }),
  v.object({ v: v.literal(1), type: v.literal("refetch"), cursor: v.nullish(v.string(), null) }),
  v.object({ v: v.literal(1), type: v.literal("pong") }),
]);

export type Frame = v.InferOutput<typeof frame>;
export type BuildsFrame = Extract<Frame, { type: "builds" }>;

/** A socket message as a frame; null for what this page does not understand, such as a later version's. */
export function readFrame(message: unknown): Frame | null {
  if (typeof message !== "string") return null;
  try {
    const read = v.safeParse(frame, JSON.parse(message));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
