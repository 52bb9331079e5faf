import { expect, test } from "vitest";
import { safeLink } from "./links";

test.each([
  ["https://github.com/acme", "https://github.com/acme"],
  ["http://jenkins.internal:8080/job/a", "http://jenkins.internal:8080/job/a"],
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["/relative", null],
  ["", null],
  [null, null],
])("%s is opened as %s", (address, safe) => {
  expect(safeLink(address)).toBe(safe);
});
