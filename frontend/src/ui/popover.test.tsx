import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Popover } from "./popover";

test("what a popover holds is made when it is first opened, and stays", () => {
  render(
    <Popover id="more" label="More">
      <p>All of it</p>
    </Popover>,
  );
  expect(screen.queryByText("All of it")).toBeNull();
  fireEvent(screen.getByLabelText("More"), new Event("beforetoggle"));
  expect(screen.getByText("All of it")).toBeInTheDocument();
});

test("what keys press is made with the page", () => {
  render(
    <Popover id="more" label="More" pressed>
      <p>All of it</p>
    </Popover>,
  );
  expect(screen.getByText("All of it")).toBeInTheDocument();
});
