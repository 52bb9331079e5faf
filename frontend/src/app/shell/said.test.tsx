import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Said } from "./said";
import { say } from "./say";

beforeEach(() => {
  vi.useFakeTimers();
  render(<Said />);
});
afterEach(() => {
  act(() => say(""));
  vi.useRealTimers();
});

const passes = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

test("a word goes by itself after a moment", () => {
  act(() => say("Link copied"));
  expect(screen.getByRole("status")).toHaveTextContent("Link copied");
  passes(3_000);
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
});

test("what can be undone can be so for eight seconds", () => {
  const undo = vi.fn();
  act(() => say("acme/web is silenced", undo));
  passes(7_900);
  fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  act(() => say("acme/web is silenced", undo));
  passes(8_000);
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  expect(undo).toHaveBeenCalledOnce();
});

test("it stays while it is pointed at or has the focus", () => {
  act(() => say("acme/web is silenced", vi.fn()));
  const button = screen.getByRole("button", { name: "Undo" });
  fireEvent.pointerEnter(screen.getByRole("status"));
  passes(60_000);
  expect(button).toBeVisible();
  fireEvent.focus(button);
  fireEvent.pointerLeave(screen.getByRole("status"));
  passes(60_000);
  expect(button).toBeVisible();
  fireEvent.blur(button);
  passes(8_000);
  expect(button).not.toBeInTheDocument();
});
