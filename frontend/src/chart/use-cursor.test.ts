import { act, renderHook } from "@testing-library/react";
import type { KeyboardEvent } from "react";
import { expect, test } from "vitest";
import { useCursor } from "./use-cursor";

function render(items: readonly string[]) {
  const { result, rerender } = renderHook(
    ({ items }) =>
      useCursor({ items, keyOf: (item) => item, words: (item) => item, onOpen: () => {} }),
    { initialProps: { items } },
  );
  return {
    text: () => result.current.text,
    press: (key: string) =>
      act(() => result.current.onKeyDown({ key, preventDefault() {} } as KeyboardEvent)),
    becomes: (items: readonly string[]) => rerender({ items }),
  };
}

test("it stands on the last until it is moved, and stays within the first and the last", () => {
  const { text, press } = render(["a", "b", "c"]);
  expect(text()).toBe("c");
  press("ArrowRight");
  expect(text()).toBe("c");
  press("Home");
  press("ArrowLeft");
  expect(text()).toBe("a");
});

test("it stays on what it was moved to when others come before it", () => {
  const { text, press, becomes } = render(["b", "c"]);
  press("Home");
  becomes(["a", "b", "c"]);
  expect(text()).toBe("b");
  press("ArrowLeft");
  expect(text()).toBe("a");
});

test("where there is nothing it stands on nothing, and keys are not taken", () => {
  const { text, press } = render([]);
  press("Home");
  expect(text()).toBe("nothing to show");
});
