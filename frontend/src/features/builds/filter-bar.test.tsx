import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, type Mock, test, vi } from "vitest";
import type { BuildFilters } from "../../domain/filters";
import { renderPart } from "../../test/render";
import { FilterBar, type FilterBarProps } from "./filter-bar";
import { NO_FILTERS } from "./search";

/** What the change that was told last makes of filters. */
const made = (onChange: Mock<FilterBarProps["onChange"]>, filters: BuildFilters) =>
  onChange.mock.lastCall?.[0](filters);

test("typing is told once it pauses, as one change", async () => {
  const onChange = vi.fn<FilterBarProps["onChange"]>();
  renderPart(<FilterBar filters={NO_FILTERS} onChange={onChange} />);
  await userEvent.type(await screen.findByRole("searchbox"), " price ");
  await waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
  expect(onChange).toHaveBeenCalledWith(expect.any(Function), true);
  expect(made(onChange, NO_FILTERS)).toEqual({ ...NO_FILTERS, q: "price" });
});

test("each narrowing is a chip that removes it, and all can be cleared", async () => {
  const onChange = vi.fn<FilterBarProps["onChange"]>();
  const filters = {
    ...NO_FILTERS,
    q: "price",
    provider: ["gitlab"],
    status: ["failure"],
    window: "7d",
  } as const;
  renderPart(<FilterBar filters={filters} onChange={onChange} />);
  await userEvent.click(await screen.findByRole("button", { name: "Remove filter GitLab CI" }));
  expect(made(onChange, filters)).toEqual({ ...filters, provider: [] });
  await userEvent.click(screen.getByRole("button", { name: "Clear all" }));
  expect(made(onChange, filters)).toEqual({ ...NO_FILTERS, window: "7d" });
});

test("the window is chosen by radio", async () => {
  const onChange = vi.fn<FilterBarProps["onChange"]>();
  renderPart(<FilterBar filters={NO_FILTERS} onChange={onChange} />);
  await userEvent.click(await screen.findByRole("radio", { name: "30d" }));
  expect(made(onChange, NO_FILTERS)).toEqual({ ...NO_FILTERS, window: "30d" });
});
