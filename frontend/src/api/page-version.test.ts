import { QueryClient } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { server } from "../test/server";
import { newVersionQuery } from "./page-version";

async function isNew(served: string, running: string, status = 200): Promise<boolean> {
  document.head.replaceChildren();
  const script = document.createElement("script");
  script.type = "module";
  script.setAttribute("src", running);
  document.head.append(script);
  const html = `<!doctype html><script type="module" src="${served}"></script>`;
  server.use(http.get("http://signalbox.test/", () => HttpResponse.html(html, { status })));
  return new QueryClient().fetchQuery(newVersionQuery);
}

test("another entry script is a new version, the same one or none is not", async () => {
  expect(await isNew("/assets/index-b.js", "/assets/index-a.js")).toBe(true);
  expect(await isNew("/assets/index-a.js", "/assets/index-a.js")).toBe(false);
  expect(await isNew("/assets/index-b.js", "/assets/index-a.js", 503)).toBe(false);
});
