import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { faviconOf, useFailingCount, usePageTitle } from "./use-page-title";

function Tab({ page, count }: { page: string; count: number }) {
  usePageTitle(page);
  useFailingCount(count);
  return null;
}

test("the tab is led by how many pipelines fail, on whatever page", () => {
  const { rerender } = render(<Tab page="Overview" count={2} />);
  expect(document.title).toBe("2 failing · Overview · Signalbox");
  rerender(<Tab page="Insights" count={0} />);
  expect(document.title).toBe("Insights · Signalbox");
});

test("the favicon counts to nine", () => {
  expect([0, 1, 9, 12].map(faviconOf)).toEqual([
    "/favicon.svg",
    "/failing-1.svg",
    "/failing-9.svg",
    "/failing-more.svg",
  ]);
});
