import { expect, test } from "vitest";
import { pipelineTitle } from "./names";

test("a pipeline is not named twice", () => {
  expect(pipelineTitle("acme/api", "CI")).toBe("acme/api CI");
  expect(pipelineTitle("acme/api", "acme/api")).toBe("acme/api");
  expect(pipelineTitle("core", "core/erp-sync")).toBe("core/erp-sync");
  expect(pipelineTitle("core", "core-sync")).toBe("core core-sync");
  expect(pipelineTitle("", "nightly")).toBe("nightly");
});
