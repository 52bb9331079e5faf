import { expect, test } from "vitest";
import { HUES, isCoded, PLAIN, spansOf } from "./sgr";

const ESC = "\u001b";
const textOf = (line: string) =>
  spansOf(line, PLAIN)
    .spans.map(({ text }) => text)
    .join("");

test("colours and switches become looks, and what was reset is plain", () => {
  const { spans, look } = spansOf(`a${ESC}[1;31mb${ESC}[42mc${ESC}[22;39md${ESC}[me`, PLAIN);
  expect(spans).toEqual([
    { text: "a", look: PLAIN },
    { text: "b", look: { ...PLAIN, bold: true, hue: "red" } },
    { text: "c", look: { ...PLAIN, bold: true, hue: "red", back: "green" } },
    { text: "d", look: { ...PLAIN, back: "green" } },
    { text: "e", look: PLAIN },
  ]);
  expect(look).toEqual(PLAIN);
});

test.each([
  ["91", "red"],
  ["38;5;9", "red"],
  ["38;5;208", "yellow"],
  ["38;5;21", "blue"],
  ["38;5;240", "white"],
  ["38;2;20;200;30", "green"],
  ["38:2:250:20:240", "magenta"],
  ["38;2;10;10;12", "black"],
])("the colour %s is drawn as %s", (code, hue) => {
  expect(spansOf(`${ESC}[${code}mx`, PLAIN).spans[0]?.look.hue).toBe(hue);
});

test.each([
  [`${ESC}]8;;javascript:alert(1)${ESC}\\click${ESC}]8;;${ESC}\\`, "click"],
  [`${ESC}]0;title\u0007shown`, "shown"],
  [`a${ESC}[2Kb${ESC}[10;5Hc${ESC}[?25ld`, "abcd"],
  [`${ESC}Pq#0;2;0${ESC}\\after`, "after"],
  [`a\u0000b\u0008c\u009bd\te`, "abcd\te"],
  [`open ${ESC}[31`, "open "],
  [`open ${ESC}`, "open "],
  [`${ESC}]never ends`, ""],
])("%j is shown as %j", (line, shown) => {
  expect(textOf(line)).toBe(shown);
});

test("whatever is written, only known looks and no control characters come out", () => {
  let seed = 7;
  const chance = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const parts = [
    ESC,
    "[",
    "]",
    "m",
    ";",
    ":",
    "38",
    "48",
    "5",
    "2",
    "255",
    "7",
    "a",
    "\t",
    "\u0007",
  ];
  for (let round = 0; round < 3_000; round += 1) {
    const line = Array.from({ length: 20 }, () => parts[Math.floor(chance() * parts.length)]).join(
      "",
    );
    for (const { text, look } of spansOf(line, PLAIN).spans) {
      expect(isCoded(text)).toBe(false);
      expect([null, ...HUES]).toContain(look.hue);
      expect([null, ...HUES]).toContain(look.back);
      expect(Object.keys(look)).toEqual(Object.keys(PLAIN));
    }
  }
});
