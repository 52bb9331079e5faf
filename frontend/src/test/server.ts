import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

/** Requests that a test names no answer for fail it. */
export const server = setupServer();

/** Answers GETs of `path` with `body`. */
export function answerWith(path: string, body: object, status = 200): void {
  server.use(http.get(`*${path}`, () => HttpResponse.json(body, { status })));
}
