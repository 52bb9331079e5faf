import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useLater } from "./use-later";

function render(ready: boolean) {
  const drawn: boolean[] = [];
  const { rerender } = renderHook(({ ready }) => drawn.push(useLater(ready)), {
    initialProps: { ready },
  });
  /** What is drawn from then on, in order and once each. */
  const becomes = (ready: boolean) => {
    const before = drawn.length;
    rerender({ ready });
    return [...new Set(drawn.slice(before))];
  };
  return { drawn, becomes };
}

test("what gets ready is drawn after what is there", () => {
  expect(render(false).becomes(true)).toEqual([false, true]);
});

test("what is ready from the start is drawn at once", () => {
  expect(render(true).drawn).not.toContain(false);
});

test("what is no longer ready is gone at once", () => {
  expect(render(true).becomes(false)).toEqual([false]);
});
