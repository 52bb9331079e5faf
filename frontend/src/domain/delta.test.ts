import { expect, test } from "vitest";
import { changedBy, durationDelta, percentileDelta, rateDelta } from "./delta";

test("a rate changes in points and says whether that is good news", () => {
  expect(rateDelta(0.964, 0.956, "higher")).toMatchObject({
    direction: "up",
    tone: "better",
    size: "0.8 pt",
  });
  expect(rateDelta(0.036, 0.044, "lower")).toMatchObject({ direction: "down", tone: "better" });
  expect(rateDelta(0.9, 0.95, "higher")?.words).toBe("down 5 pt from 95 %");
});

test("a duration changes in per cent, and shorter is better", () => {
  expect(durationDelta(89, 100)).toMatchObject({ direction: "down", tone: "better", size: "11 %" });
  expect(durationDelta(100, 100)).toMatchObject({ direction: "same", tone: "even" });
});

test("a change that may be the error of a percentile is none", () => {
  expect(percentileDelta(98, 100)).toMatchObject({ direction: "same", tone: "even", size: "0 %" });
  expect(percentileDelta(97, 100)).toMatchObject({ direction: "down", size: "3 %" });
  expect([percentileDelta(null, 4), percentileDelta(5, 0)]).toEqual([null, null]);
});

test("without both windows there is no change", () => {
  expect([rateDelta(null, 0.5, "higher"), rateDelta(0.5, null, "higher")]).toEqual([null, null]);
  expect([durationDelta(5, 0), durationDelta(null, 4)]).toEqual([null, null]);
});

test("the value before follows from the change", () => {
  expect(changedBy(110, 0.1)).toBeCloseTo(100);
  expect([changedBy(null, 0.1), changedBy(5, null), changedBy(5, -1)]).toEqual([null, null, null]);
});
