import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Regression } from "../../../api/types";
import { samplePipeline } from "../../../test/metrics-samples";
import { renderPart } from "../../../test/render";
import { PlotKey } from "./plot-key";

const slowdown: Regression = {
  pipeline: samplePipeline(),
  baseline_seconds: 302,
  recent_seconds: 400,
  since: "2026-11-12T09:30:00.000Z",
  first_slow_build: 41,
  first_slow_commit: "8c1f2ab0d3e4f5a69788c1f2ab0d3e4f5a697881",
  last_fast_commit: null,
  minutes_lost: 34,
  part: "run",
  job: "test",
};

test("a slowdown says since when, by how much, and leads to the first slow build", async () => {
  renderPart(<PlotKey slowdown={slowdown} />);
  expect(await screen.findByText(/Slower since 12 Nov/)).toHaveTextContent("5m 02s → 6m 40s");
  expect(screen.getByRole("link", { name: "8c1f2ab" })).toHaveAttribute("href", "/b/41");
});

test("without one the key tells of the shapes alone", async () => {
  renderPart(<PlotKey slowdown={null} />);
  expect(await screen.findByText("p50 to p95")).toBeVisible();
  expect(screen.queryByText(/Slower/)).toBeNull();
});
