import { expect, test } from "vitest";
import { missingWords, standing } from "./source";

const ok = { state: "ok", webhook_missing: false } as const;

test("the worst of the sources names how they stand", () => {
  expect(standing([]).like).toBe("success");
  expect(standing([ok, ok])).toEqual({ word: "working", like: "success" });
  expect(standing([ok, { ...ok, webhook_missing: true }]).word).toBe("1 without webhook");
  expect(standing([ok, { ...ok, state: "throttled" }]).word).toBe("waiting");
  expect(
    standing([
      { ...ok, state: "failing" },
      { ...ok, state: "throttled" },
    ]),
  ).toEqual({
    word: "1 failing",
    like: "failure",
  });
});

test("sources that cannot be asked are named, one with the reason, many by their number", () => {
  const named = { ...ok, name: "acme/api" };
  const failing = { ...named, state: "failing", last_error: { message: "no such token" } } as const;
  expect(missingWords([named])).toBeNull();
  expect(missingWords([named, failing])).toBe("Builds of acme/api may be missing: no such token");
  expect(missingWords([failing, { ...named, state: "throttled" }])).toBe(
    "Builds of 2 sources may be missing",
  );
});
