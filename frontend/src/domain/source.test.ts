import { expect, test } from "vitest";
import { standing } from "./source";

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
