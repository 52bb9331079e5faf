import { isFailure, type Status } from "./status";

/** The part of a build that streaks look at. */
export interface StreakBuild {
  readonly id: number;
  readonly branch: string | null;
  readonly status: Status;
  readonly created_at: string;
}

/** Builds of one branch in a row that ended alike. */
export interface Streak {
  readonly red: boolean;
  readonly length: number;
  /** The build that began it, and when; a failing streak's is where to look. */
  readonly first: number;
  readonly from: string;
  /** When the streak after it began; null for the one that still goes on. */
  readonly to: string | null;
}

export interface BranchStreaks {
  readonly branch: string;
  readonly builds: number;
  /** Oldest first. */
  readonly streaks: readonly Streak[];
}

function streaksOf(oldestFirst: readonly StreakBuild[]): readonly Streak[] {
  const streaks: Streak[] = [];
  for (const { id, status, created_at } of oldestFirst) {
    const red = isFailure(status);
    const last = streaks.at(-1);
    if (last && last.red === red) {
      streaks[streaks.length - 1] = { ...last, length: last.length + 1 };
      continue;
    }
    if (last) streaks[streaks.length - 1] = { ...last, to: created_at };
    streaks.push({ red, length: 1, first: id, from: created_at, to: null });
  }
  return streaks;
}

/** The streaks of each branch from builds listed newest first; the default branch leads, then the busiest. */
export function branchStreaks(
  builds: readonly StreakBuild[],
  defaultBranch: string | null,
): readonly BranchStreaks[] {
  const verdicts = builds.filter(({ status }) => status === "success" || isFailure(status));
  const branches = Map.groupBy(
    verdicts.filter(({ branch }) => branch !== null),
    ({ branch }) => branch ?? "",
  );
  return [...branches]
    .map(([branch, own]) => ({
      branch,
      builds: own.length,
      streaks: streaksOf(own.toReversed()),
    }))
    .sort(
      (a, b) =>
        Number(b.branch === defaultBranch) - Number(a.branch === defaultBranch) ||
        b.builds - a.builds,
    );
}
