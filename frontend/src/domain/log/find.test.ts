import { expect, test } from "vitest";
import { createLog } from "./document";
import { find, finderOf, splitAtMatches } from "./find";
import { piecesOf } from "./pieces";
import { placeOf } from "./reading";

const ESC = "\u001b";

function logOf(lines: readonly string[]) {
  const log = createLog();
  log.feed(`${lines.join("\n")}\n`);
  return log;
}

test("every line that holds the text is found, whatever its case and its colours", () => {
  const log = logOf(["an Error", "fine", `${ESC}[31mER${ESC}[0mROR`, "a.c", "abc"]);
  const search = (text: string) => {
    const found: number[] = [];
    for (const _ of find(log.lines, finderOf(text) ?? /$^/, found));
    return found;
  };
  expect(search("error")).toEqual([0, 2]);
  expect(search("a.c")).toEqual([3]);
  expect(search("(")).toEqual([]);
  expect(finderOf("")).toBeNull();
  expect(search("/^an /")).toEqual([0]);
  expect(search("/a.c|FINE/")).toEqual([1, 3, 4]);
  expect(search("/[/")).toEqual([]);
  expect(search("/x*/")).toEqual([]);
});

test("a search goes on where it stood", () => {
  const log = logOf(
    Array.from({ length: 20_000 }, (_, line) => (line % 5_000 === 0 ? "hit" : "miss")),
  );
  const found: number[] = [];
  const finder = finderOf("hit") ?? /$^/;
  const search = find(log.lines, finder, found);
  expect(search.next()).toEqual({ value: 8_192, done: false });
  expect(found).toEqual([0, 5_000]);
  for (const _ of find(log.lines, finder, found, 8_192));
  expect(found).toEqual([0, 5_000, 10_000, 15_000]);
});

test("pieces of a line are cut where its look changes and where a match does", () => {
  const [line] = logOf([`one ${ESC}[31mtwo three${ESC}[0m four`]).lines;
  if (!line) throw new Error("the line is missing");
  const pieces = piecesOf(line, finderOf("o t"));
  expect(pieces.map(({ text, isMatch, look }) => [text, isMatch, look.hue])).toEqual([
    ["one ", false, null],
    ["tw", false, "red"],
    ["o t", true, "red"],
    ["hree", false, "red"],
    [" four", false, null],
  ]);
  expect(pieces.map(({ text }) => text).join("")).toBe(line.text);
});

test("a text is split at its matches", () => {
  expect(splitAtMatches("abcabc", /b/g)).toEqual(["a", "b", "ca", "b", "c"]);
  const used = /b/g;
  used.test("aaab");
  expect(splitAtMatches("b", used)).toEqual(["", "b", ""]);
});

test.each([
  [0, 0],
  [4, 1],
  [9, 3],
  [10, 3],
])("%i has its place at %i", (value, place) => {
  expect(placeOf([3, 5, 8], value)).toBe(place);
});
