import { expect, test } from "vitest";
import { KEY_GROUPS, keyName } from "./keys";

test.each([
  ["f", false, "f"],
  ["F", true, "Shift+F"],
  ["F", false, "f"],
  ["?", true, "?"],
  ["[", false, "["],
  ["End", false, "End"],
])("%s with shift %s is %s", (key, shiftKey, name) => {
  expect(keyName({ key, shiftKey })).toBe(name);
});

test("a key means two things only where a log and a list each have it", () => {
  const elsewhere = KEY_GROUPS.filter(({ name }) => name !== "In a log" && name !== "In a list");
  for (const context of ["In a log", "In a list"]) {
    const groups = KEY_GROUPS.filter(
      (group) => group.name === context || elsewhere.includes(group),
    );
    const names = groups.flatMap(({ keys }) =>
      keys.flatMap(([names]): readonly string[] => (names[0] === "g" ? [names.join(" ")] : names)),
    );
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  }
});

test("within a group no key means two things", () => {
  for (const { keys } of KEY_GROUPS) {
    const names = keys.map(([names]) => names.join(" "));
    expect(new Set(names).size).toBe(names.length);
  }
});
