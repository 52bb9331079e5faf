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

test("within a group no key means two things", () => {
  for (const { keys } of KEY_GROUPS) {
    const names = keys.map(([names]) => names.join(" "));
    expect(new Set(names).size).toBe(names.length);
  }
});
