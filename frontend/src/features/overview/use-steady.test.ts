import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useSteady } from "./use-steady";

const row = (id: number, text = "") => ({ id, text });

function follow() {
  const { result, rerender } = renderHook(({ rows, held }) => useSteady(rows, held), {
    initialProps: { rows: [row(1), row(2)], held: false },
  });
  return (rows: ReturnType<typeof row>[], held: boolean) => {
    rerender({ rows, held });
    return result.current;
  };
}

test("rows that are held keep their places, and new ones come last", () => {
  const becomes = follow();
  expect(becomes([row(3), row(2, "newer")], true)).toEqual([row(1), row(2, "newer"), row(3)]);
  expect(becomes([row(4), row(3), row(2)], true).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test("rows that are let go are as they are", () => {
  const becomes = follow();
  becomes([row(3), row(2)], true);
  expect(becomes([row(3), row(2)], false)).toEqual([row(3), row(2)]);
});
