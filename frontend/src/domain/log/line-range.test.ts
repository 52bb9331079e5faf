import { expect, test } from "vitest";
import { hashOf, readHash, readTyped, stretched } from "./line-range";

test.each([
  ["L10", { from: 10, to: 10 }],
  ["#L10-L20", { from: 10, to: 20 }],
  ["L20-L10", { from: 10, to: 20 }],
  ["L10-20", { from: 10, to: 20 }],
  ["L0", null],
  ["L", null],
  ["jobs", null],
  ["L1-L", null],
  ["L9999999999", null],
])("the address %s names %o", (hash, range) => {
  expect(readHash(hash)).toEqual(range);
});

test.each([
  [" 120 ", { from: 120, to: 120 }],
  ["120-133", { from: 120, to: 133 }],
  ["L120 – L133", { from: 120, to: 133 }],
  ["12a", null],
  ["", null],
])("%j is typed for %o", (text, range) => {
  expect(readTyped(text)).toEqual(range);
});

test("a range is written as it is read", () => {
  for (const range of [
    { from: 3, to: 3 },
    { from: 3, to: 9 },
  ])
    expect(readHash(hashOf(range))).toEqual(range);
});

test("a range is stretched from where it began", () => {
  expect(stretched(null, 4)).toEqual({ from: 4, to: 4 });
  expect(stretched({ from: 4, to: 4 }, 9)).toEqual({ from: 4, to: 9 });
  expect(stretched({ from: 4, to: 9 }, 2)).toEqual({ from: 2, to: 4 });
});
