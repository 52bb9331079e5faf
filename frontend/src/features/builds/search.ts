import * as v from "valibot";
import { serverNow } from "../../api/clock";
import type { BuildFilters } from "../../domain/filters";
import { PROVIDERS } from "../../domain/provider";
import { STATUSES } from "../../domain/status";
import { DEFAULT_WINDOW, readWindow, type TimeWindow } from "../../domain/time-window";

const TEXT_MOST = 200;

/** The filters as they stand in the address: flat texts, comma lists, nothing that is a default. */
export interface BuildSearch {
  q?: string;
  provider?: string;
  status?: string;
  branch?: string;
  pipeline?: string;
  window?: string;
}

const text = v.pipe(
  v.fallback(v.string(), ""),
  v.transform((value) => value.trim().slice(0, TEXT_MOST)),
);

function listOf<const T extends string>(known: readonly T[]) {
  return v.pipe(
    v.fallback(v.string(), ""),
    v.transform((value) => {
      const named = new Set(value.split(","));
      return known.filter((item) => named.has(item));
    }),
  );
}

const identifier = v.fallback(
  v.nullable(v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/), v.transform(Number), v.safeInteger())),
  null,
);

const windowSchema = v.pipe(
  v.optional(v.fallback(v.string(), ""), ""),
  v.transform((value): TimeWindow => readWindow(value, serverNow()) ?? DEFAULT_WINDOW),
);

const filtersSchema = v.object({
  q: v.optional(text, ""),
  provider: v.optional(listOf(PROVIDERS), ""),
  status: v.optional(listOf(STATUSES), ""),
  branch: v.optional(text, ""),
  pipeline: v.optional(identifier, null),
  window: windowSchema,
});

/** Any address as filters; what is unknown or misspelt is dropped, never an error. */
export function readFilters(search: Record<string, unknown>): BuildFilters {
  return v.parse(filtersSchema, search);
}

/** Filters as an address, defaults left out. */
export function searchOf(filters: BuildFilters): BuildSearch {
  return {
    ...(filters.q && { q: filters.q }),
    ...(filters.provider.length > 0 && { provider: filters.provider.join(",") }),
    ...(filters.status.length > 0 && { status: filters.status.join(",") }),
    ...(filters.branch && { branch: filters.branch }),
    ...(filters.pipeline !== null && { pipeline: String(filters.pipeline) }),
    ...(filters.window !== DEFAULT_WINDOW && { window: filters.window }),
  };
}

/** The canonical form of an address's search, for the router. */
export function validateBuildSearch(search: Record<string, unknown>): BuildSearch {
  return searchOf(readFilters(search));
}

export const NO_FILTERS: BuildFilters = {
  q: "",
  provider: [],
  status: [],
  branch: "",
  pipeline: null,
  window: DEFAULT_WINDOW,
};
