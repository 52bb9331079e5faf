import { afterEach, expect, test } from "vitest";
import { localInput, ofLocalInput } from "./local-input";
import { setZone } from "./zone";

afterEach(() => setZone("local"));

test("a moment comes back from the field to the minute, in either zone", () => {
  const at = Date.parse("2026-11-23T12:34:56Z");
  for (const zone of ["local", "utc"] as const) {
    setZone(zone);
    expect(localInput(at)).toMatch(/^2026-11-2\dT\d\d:\d\d$/);
    expect(ofLocalInput(localInput(at))).toBe("2026-11-23T12:34:00.000Z");
  }
  expect(localInput(at)).toBe("2026-11-23T12:34");
});

test("what is no time is left to the server to refuse", () => {
  expect(ofLocalInput("")).toBe("");
  expect(ofLocalInput("soon")).toBe("soon");
});
