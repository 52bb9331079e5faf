// @vitest-environment node
// The colours hold for every reader: text and graphics stand out, and no two statuses look alike
// to someone who sees red or green weakly.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Colour, contrast, difference, parseColour, seenBy } from "../test/colour";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function token(name: string, theme: "light" | "dark"): Colour {
  const found = css.match(new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`));
  const text = found?.[theme === "light" ? 1 : 2];
  if (text === undefined) throw new Error(`tokens.css has no colour --${name}`);
  return parseColour(text);
}

const GROUNDS = ["page", "surface", "raised", "hover"] as const;
const TEXTS = ["fg", "fg-muted", "accent", "good-text", "bad-text"] as const;
const HUES = ["success", "failure", "running", "warning", "neutral"] as const;
const SIGHTS = ["normal", "protan", "deutan"] as const;

describe.each(["light", "dark"] as const)("%s", (theme) => {
  test.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    "text in %s can be read on %s",
    (text, ground) => {
      expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(HUES.flatMap((hue) => GROUNDS.map((ground) => [hue, ground] as const)))(
    "a shape in %s stands out on %s",
    (hue, ground) => {
      expect(contrast(token(hue, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
    },
  );

  test.each([
    ["accent", "accent-soft"],
    ["on-accent", "accent"],
    ["bad-text", "failure-soft"],
    ["fg", "failure-soft"],
    ["fg", "warning-soft"],
  ])("text in %s can be read on %s", (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SIGHTS)("statuses differ to %s sight", (sight) => {
    const pairs = HUES.flatMap((a, index) => HUES.slice(index + 1).map((b) => [a, b] as const));
    const alike = pairs.filter(
      ([a, b]) => difference(seenBy(sight, token(a, theme)), seenBy(sight, token(b, theme))) < 15,
    );
    expect(alike).toEqual([]);
  });
});
