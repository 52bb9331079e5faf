import { afterEach, expect, test, vi } from "vitest";
import { press } from "./press";

afterEach(() => {
  document.body.innerHTML = "";
});

function put(html: string): void {
  document.body.innerHTML = html;
}

test("a key clicks the control that names it, and focuses a field", () => {
  put(`<button aria-keyshortcuts="Shift+T">T</button><input aria-keyshortcuts="/ Control+F">`);
  const clicked = vi.fn();
  document.querySelector("button")?.addEventListener("click", clicked);
  expect(press("Shift+T")).toBe(true);
  expect(press("/")).toBe(true);
  expect(clicked).toHaveBeenCalledOnce();
  expect(document.activeElement?.tagName).toBe("INPUT");
});

test("a key that nothing names, or a control that is off, does nothing", () => {
  put(`<button aria-keyshortcuts="n" disabled>N</button>`);
  expect([press("n"), press("["), press("j")]).toEqual([false, false, false]);
});

test("f walks the failures of a list, and the errors of a log where there is one", () => {
  put(`<div data-status="success"><a data-row-link href="#a">a</a></div>
    <div data-status="failure"><a data-row-link href="#b">b</a></div>
    <div data-status="timed_out"><a data-row-link href="#c">c</a></div>`);
  press("f");
  expect(document.activeElement?.textContent).toBe("b");
  press("f");
  expect(document.activeElement?.textContent).toBe("c");
  press("Shift+F");
  expect(document.activeElement?.textContent).toBe("b");
  press("k");
  expect(document.activeElement?.textContent).toBe("a");
});

test("o opens the focused row at its provider", () => {
  put(`<ul><li><a id="row" href="#a">a</a><a target="_blank" href="#p">p</a></li></ul>`);
  const opened = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("[target]")?.addEventListener("click", opened);
  document.querySelector<HTMLElement>("#row")?.focus();
  expect(press("o")).toBe(true);
  expect(opened).toHaveBeenCalledOnce();
});
