import type { Provider } from "./provider";
import type { Status } from "./status";
import type { TimeWindow } from "./time-window";

/** What the overview is narrowed to; an empty list or text narrows nothing. */
export interface BuildFilters {
  readonly q: string;
  readonly provider: readonly Provider[];
  readonly status: readonly Status[];
  readonly branch: string;
  readonly pipeline: number | null;
  readonly window: TimeWindow;
}

/** The part of a build that filters look at. */
export interface FilterableBuild {
  readonly pipeline_id: number;
  readonly provider: Provider;
  readonly repository: string;
  readonly pipeline_name: string;
  readonly status: Status;
  readonly branch: string | null;
  readonly commit_sha: string | null;
  readonly actor: string | null;
}

function mentions(build: FilterableBuild, q: string): boolean {
  const wanted = q.toLowerCase();
  return [build.pipeline_name, build.repository, build.branch, build.commit_sha, build.actor].some(
    (text) => text?.toLowerCase().includes(wanted) ?? false,
  );
}

/** Whether the server would list this build under these filters, its window aside. */
export function matches(build: FilterableBuild, filters: BuildFilters): boolean {
  if (filters.provider.length > 0 && !filters.provider.includes(build.provider)) return false;
  if (filters.status.length > 0 && !filters.status.includes(build.status)) return false;
  if (filters.branch !== "" && filters.branch !== build.branch) return false;
  if (filters.pipeline !== null && filters.pipeline !== build.pipeline_id) return false;
  return filters.q === "" || mentions(build, filters.q);
}

/** Whether anything but the window narrows the list. */
export function isNarrowed(filters: BuildFilters): boolean {
  return (
    filters.q !== "" ||
    filters.provider.length > 0 ||
    filters.status.length > 0 ||
    filters.branch !== "" ||
    filters.pipeline !== null
  );
}
