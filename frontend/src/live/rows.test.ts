import { expect, test, vi } from "vitest";
import { sampleBuild, sampleChange } from "../test/samples";
import { backoff } from "./backoff";
import { readFrame } from "./frames";
import { createRows } from "./rows";

test("a row is written only by a newer version", () => {
  const rows = createRows();
  const listener = vi.fn();
  rows.subscribe(listener);
  rows.tell([sampleBuild({ version: 2, status: "failure" })]);
  rows.tell([sampleBuild({ version: 1, status: "running" })]);
  rows.tell([sampleBuild({ version: 2, status: "running" })]);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(rows.all().get(1)?.status).toBe("failure");
});

test("a frame is read, and what is no frame of this version is passed over", () => {
  const frame = { v: 1, type: "builds", after: "a", cursor: "b", items: [sampleChange()] };
  expect(readFrame(JSON.stringify(frame))).toEqual(frame);
  const others = [
    "",
    "{",
    "null",
    '{"v":2,"type":"builds"}',
    '{"v":1,"type":"news"}',
    new ArrayBuffer(2),
  ];
  expect(others.map(readFrame)).toEqual(others.map(() => null));
});

test("waits grow to half a minute and spread over their whole length", () => {
  expect([backoff(1, 0), backoff(1, 1)]).toEqual([250, 1_000]);
  expect([backoff(4, 1), backoff(50, 1)]).toEqual([8_000, 30_000]);
});
