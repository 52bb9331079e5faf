import { expect, test } from "vitest";
import { score, search } from "./fuzzy";

test("every typed word must be there, in any order", () => {
  expect(search(["acme/api CI", "acme/web Deploy"], "deploy acme", String)).toEqual([
    "acme/web Deploy",
  ]);
  expect(score("acme/api", "zebra")).toBe(0);
  expect(search(["b", "a"], "", String)).toEqual(["b", "a"]);
});

test("a start counts more than a word's start, and that more than a middle", () => {
  expect(search(["therapist", "acme/api", "api gateway"], "api", String)).toEqual([
    "api gateway",
    "acme/api",
    "therapist",
  ]);
});
