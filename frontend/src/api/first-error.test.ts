import { QueryClient } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { sampleBuild, sampleJob } from "../test/samples";
import { answerWith, server } from "../test/server";
import { firstErrorQuery } from "./first-error";

const LOG = "##[group]Run npm test\n##[endgroup]\nsrc/a.ts(8,5): error TS2345: no\n##[error]Gone\n";

function failedBuild(over = {}) {
  const build = sampleBuild({ status: "failure", ...over });
  const jobs = [sampleJob({ id: 4 }), sampleJob({ id: 5, external_id: "x5", status: "failure" })];
  answerWith("/api/builds/1", { ...build, jobs, attempts: [], transitions: [] });
  return build;
}

const ask = (build: ReturnType<typeof sampleBuild>) =>
  new QueryClient().fetchQuery(firstErrorQuery(build, true));

test("the first error is read from the log of the job that failed", async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get("*/api/logs/github/:build", ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("job"));
      return HttpResponse.text(LOG);
    }),
  );
  expect(await ask(failedBuild())).toEqual({ text: "Gone", line: 4, job: 5 });
  expect(asked).toEqual(["x5"]);
});

test("of a log that still grows what is there is read, and no more is asked for", async () => {
  let asked = 0;
  server.use(
    http.get("*/api/logs/github/:build", () => {
      asked += 1;
      return HttpResponse.text("fatal: no such branch\n", {
        headers: { "signalbox-log-state": "running" },
      });
    }),
  );
  expect(await ask(failedBuild())).toMatchObject({ text: "fatal: no such branch", line: 1 });
  expect(asked).toBe(1);
});

test("a log that is gone tells of no error", async () => {
  answerWith("/api/logs/github/:build", {}, 410);
  expect(await ask(failedBuild())).toBeNull();
});
