import { QueryClient } from "@tanstack/react-query";
import { http } from "msw";
import { expect, test } from "vitest";
import { server } from "../test/server";
import { askFirst } from "./asked-first";
import { routeAt } from "./pages";

/** What is asked first at an address, as it stands in the cache. */
async function askedAt(address: string) {
  server.use(http.get("*", () => new Promise<never>(() => {})));
  const { pathname, search } = new URL(address, location.origin);
  const queries = new QueryClient();
  const at = routeAt(pathname);
  if (at) await askFirst(queries, at, search);
  return queries
    .getQueryCache()
    .getAll()
    .map(({ queryKey }) => JSON.stringify(queryKey));
}

test("the overview's numbers and builds are asked for as the address filters them", async () => {
  const asked = await askedAt("/?provider=gitlab&status=failure&window=7d");
  expect(asked).toContain('["overview",{"window":"7d","provider":["gitlab"],"branch":""}]');
  expect(asked.join()).toMatch(/"builds",{[^}]*"provider":\["gitlab"\],"status":\["failure"\]/);
});

test.each([
  ["/b/7", '["build",7]'],
  ["/pipelines", '["pipelines"]'],
  ["/pipelines/7?branch=main", '["metrics","pipeline",7,{"window":"7d","branch":"main"}]'],
  ["/pipelines/7?window=30d", '["metrics","builds",7,{"window":"30d","branch":""}]'],
  ["/insights", '["metrics","flaky","30d"]'],
  ["/deliveries?outcome=ignored", '["deliveries",{"provider":[],"outcome":["ignored"]}]'],
  ["/alerts", '["alerts","channels"]'],
  ["/setup", '["setup"]'],
  ["/wall", '["breakages","mended"]'],
])("%s asks for %s", async (address, query) => {
  expect(await askedAt(address)).toContain(query);
});

test.each(["/b/none", "/settings", "/nowhere"])(
  "%s asks for nothing of its own",
  async (address) => {
    expect(await askedAt(address)).toEqual([]);
  },
);
