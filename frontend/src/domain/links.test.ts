import { expect, test } from "vitest";
import { logAddress, safeLink } from "./links";

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

test("the log of a Jenkins build, whose id has slashes, has one address", () => {
  expect(logAddress("jenkins", "mobile/app#12", "Unit tests")).toBe(
    "/api/logs/jenkins/mobile%2Fapp%2312?job=Unit+tests",
  );
});
