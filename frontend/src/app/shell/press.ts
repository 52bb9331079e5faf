const ROWS = "[data-row-link]";

const FAILED_ROWS = [
  "[data-broken-link]",
  "[data-status=failure] [data-row-link]",
  "[data-status=timed_out] [data-row-link]",
  "[data-failing=true] [data-row-link]",
].join();

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? true;
}

/** Moves the focus among the links of rows. */
function move(rows: string, by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(rows)]
    .filter(isShown)
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? links[0] : links[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return links.length > 0;
}

/** Opens the row that has the focus at its provider. */
function openProvider(): boolean {
  const row = document.activeElement?.closest("[role=row], tr, li");
  const link = row?.querySelector<HTMLElement>("a[target=_blank]");
  link?.click();
  return link !== null && link !== undefined;
}

const MOVES: Readonly<Record<string, () => boolean>> = {
  j: () => move(ROWS, 1),
  k: () => move(ROWS, -1),
  o: openProvider,
};

const FAILURES: Readonly<Record<string, () => boolean>> = {
  f: () => move(FAILED_ROWS, 1),
  "Shift+F": () => move(FAILED_ROWS, -1),
};

/** Does what the control does that names this key in its `aria-keyshortcuts`: a field is focused, the rest is clicked. */
function pressControl(name: string): boolean {
  const control = document.querySelector<HTMLElement>(`[aria-keyshortcuts~="${CSS.escape(name)}"]`);
  if (control === null || control.matches(":disabled")) return false;
  if (control.matches("input")) control.focus();
  else control.click();
  return true;
}

/** Does what a key means on the page as it stands; false where it means nothing. */
export function press(name: string): boolean {
  return MOVES[name]?.() || pressControl(name) || (FAILURES[name]?.() ?? false);
}
