import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { renderPart } from "../../test/render";
import { FilterBar } from "./filter-bar";
import { NO_FILTERS } from "./search";

test("typing is told once it pauses, as one change", async () => {
  const onChange = vi.fn();
  renderPart(<FilterBar filters={NO_FILTERS} onChange={onChange} />);
  await userEvent.type(await screen.findByRole("searchbox"), " price ");
  await waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
  expect(onChange).toHaveBeenCalledWith({ ...NO_FILTERS, q: "price" }, true);
});

test("each narrowing is a chip that removes it, and all can be cleared", async () => {
  const onChange = vi.fn();
  const filters = {
    ...NO_FILTERS,
    q: "price",
    provider: ["gitlab"],
    status: ["failure"],
    window: "7d",
  } as const;
  renderPart(<FilterBar filters={filters} onChange={onChange} />);
  await userEvent.click(await screen.findByRole("button", { name: "Remove filter GitLab CI" }));
  expect(onChange).toHaveBeenLastCalledWith({ ...filters, provider: [] });
  await userEvent.click(screen.getByRole("button", { name: "Clear all" }));
  expect(onChange).toHaveBeenLastCalledWith({ ...NO_FILTERS, window: "7d" });
});

test("the window is chosen by radio", async () => {
  const onChange = vi.fn();
  renderPart(<FilterBar filters={NO_FILTERS} onChange={onChange} />);
  await userEvent.click(await screen.findByRole("radio", { name: "30d" }));
  expect(onChange).toHaveBeenLastCalledWith({ ...NO_FILTERS, window: "30d" });
});
