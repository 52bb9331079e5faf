// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFINITIONS, type Definition } from "./definitions";

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

const openapi = JSON.parse(
  readFileSync(new URL("../../openapi.json", import.meta.url), "utf8"),
) as { components: { schemas: Readonly<Record<string, Schema>> } };
const fields = openapi.components.schemas.MetricsSummary?.properties ?? {};
const told: readonly Definition[] = Object.values(DEFINITIONS);
const plain = (text: string) => text.toLowerCase().replaceAll("`", "").replace(/\s+/g, " ");

test.each(told.flatMap(({ server, title }) => (server ? [[title, ...server] as const] : [])))(
  "%s is defined as the server documents %s",
  (_, field, words) => {
    expect(plain(fields[field]?.description ?? "")).toContain(plain(words));
  },
);

test("every definition says how and at least one thing more", () => {
  for (const { title, formula, notes } of told) {
    expect(
      [title, formula, ...notes].every((text) => text.trim().length > 1),
      title,
    ).toBe(true);
    expect(notes.length, title).toBeGreaterThan(0);
  }
});
