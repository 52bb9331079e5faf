import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { renderPart } from "../../test/render";
import { NO_BUILDS, sampleBuild, sampleOverview } from "../../test/samples";
import { answerWith } from "../../test/server";
import { Cards } from "./cards";

const cards = <Cards window="24h" provider={[]} branch="" failing={3} caption={null} />;
const PATH = "/api/metrics/overview";

test("the four cards tell rates, times and the last build", async () => {
  answerWith(PATH, sampleOverview({ last_build: sampleBuild() }));
  renderPart(cards);
  expect(await screen.findByText("96.4 %")).toBeVisible();
  expect(screen.getByText("377 of 391 builds passed")).toBeVisible();
  expect(screen.getByText("3.6 %")).toBeVisible();
  expect(screen.getByText("14 failed · 3 pipelines failing now")).toBeVisible();
  expect(screen.getByText("6m 42s")).toBeVisible();
  expect(screen.getByTitle("median").parentElement?.parentElement).toHaveTextContent(
    "p50 5m 58s · p95 14m 02s",
  );
  expect(screen.getByRole("link", { name: "acme/api" })).toHaveAttribute("href", "/b/1");
  expect(
    screen.getByText("better: up 0.8 pt from 95.6 % in the 24 hours before"),
  ).toBeInTheDocument();
});

test("without decided builds no number is made up", async () => {
  const none = { decided: 0, success_rate: null, failure_rate: null, avg_duration_seconds: null };
  answerWith(PATH, sampleOverview({ ...none, builds: NO_BUILDS }));
  renderPart(cards);
  expect(await screen.findByText("No decided builds yet")).toBeVisible();
  expect(screen.queryByText(/^\d.* %$/)).toBeNull();
  expect(screen.getAllByText("–").length).toBeGreaterThanOrEqual(3);
});

test("a small sample is marked", async () => {
  answerWith(PATH, sampleOverview({ decided: 3 }));
  renderPart(cards);
  expect(await screen.findAllByText("n = 3")).not.toHaveLength(0);
});

test("an error says what went wrong and can be tried again", async () => {
  const problem = {
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    code: "unavailable",
    detail: "the database does not answer",
  };
  answerWith(PATH, problem, 503);
  renderPart(cards);
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "Service Unavailable: the database does not answer.",
  );
  answerWith(PATH, sampleOverview());
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(await screen.findByText("96.4 %")).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});
