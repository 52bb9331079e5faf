import { expect, test } from "vitest";
import { NO_FILTERS, readFilters, searchOf, validateBuildSearch } from "../features/builds/search";
import { parseSearch, stringifySearch } from "./search-params";

const roundTrip = (address: string) =>
  stringifySearch({ ...validateBuildSearch(parseSearch(address)) });

test.each([
  ["?provider=gitlab,jenkins&status=failure", "?provider=gitlab,jenkins&status=failure"],
  ["?window=24h&q=&status=", ""],
  ["?window=7d&branch=main", "?branch=main&window=7d"],
  ["?status=failure,nonsense,failure", "?status=failure"],
  ["?provider=bamboo&window=99y&pipeline=-1&page=4", ""],
  ["?pipeline=12", "?pipeline=12"],
  ["?q=%20price%20%26%20cache%20", "?q=price%20%26%20cache"],
])("the address %s is kept as %s", (address, canonical) => {
  expect(roundTrip(address)).toBe(canonical);
  expect(roundTrip(canonical)).toBe(canonical);
});

test("no address throws, whatever it holds", () => {
  const pieces = [
    "q",
    "provider",
    "status",
    "window",
    "pipeline",
    "=",
    "&",
    ",",
    "%",
    "%E0%A4%A",
    "{}",
    "null",
    "1e999",
    "é",
    "\u0000",
  ];
  let seed = 7;
  const pick = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return pieces[seed % pieces.length];
  };
  for (let round = 0; round < 10_000; round += 1) {
    const address = `?${Array.from({ length: 8 }, pick).join("")}`;
    const once = roundTrip(address);
    expect(roundTrip(once)).toBe(once);
  }
});

test("filters survive the address", () => {
  const filters = {
    ...NO_FILTERS,
    q: "a,b & c",
    provider: ["github", "jenkins"],
    status: ["failure", "timed_out"],
    branch: "feature/x=y",
    pipeline: 9_007_199_254_740_991,
    window: "90d",
  } as const;
  expect(readFilters(parseSearch(stringifySearch({ ...searchOf(filters) })))).toEqual(filters);
});
