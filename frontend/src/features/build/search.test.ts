import { expect, test } from "vitest";
import { validateBuildPageSearch } from "./search";

test.each([
  [
    { job: "12", lines: "errors" },
    { job: "12", lines: "errors" },
  ],
  [{ lines: "errors" }, { lines: "errors" }],
  [{ lines: "warnings", job: "-1" }, {}],
  [{ lines: ["errors"], job: 3 }, {}],
])("%j is read as %j", (search, read) => {
  expect(validateBuildPageSearch(search)).toEqual(read);
});
