import { afterEach, expect, test, vi } from "vitest";
import { beginLog, readLog } from "./logs";

const ADDRESS = { provider: "github", build: "1", job: null } as const;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Notes what is asked for, and answers with one line each time. */
function watchRequests(): readonly Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(request);
    return new Response("a line\n");
  });
  return asked;
}

async function read(): Promise<string> {
  let all = "";
  await readLog(ADDRESS, new AbortController().signal, {
    text(text) {
      all += text;
    },
    state() {},
    failed() {},
  });
  return all;
}

test("a log that was begun is read without asking for it again", async () => {
  const asked = watchRequests();
  beginLog(ADDRESS);
  expect(await read()).toBe("a line\n");
  expect(asked).toHaveLength(1);
});

test("a log that was begun and that nobody reads is ended, and asked for anew when somebody does", async () => {
  vi.useFakeTimers();
  const asked = watchRequests();
  beginLog(ADDRESS);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(await read()).toBe("a line\n");
  expect(asked).toHaveLength(2);
});
