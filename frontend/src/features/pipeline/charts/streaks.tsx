import { Link } from "@tanstack/react-router";
import type { Build } from "../../../api/types";
import { ChartFigure } from "../../../chart/chart-figure";
import { PagedTable } from "../../../chart/paged-table";
import { absoluteTime, counted, instant } from "../../../domain/format";
import { type BranchStreaks, branchStreaks, type Streak } from "../../../domain/streaks";
import styles from "./streaks.module.css";

/** More branches than this are in the table only. */
const BRANCHES_MOST = 6;

interface StreaksProps {
  builds: readonly Build[];
  /** What is said while the builds are not known. */
  notKnown: string | null;
  defaultBranch: string | null;
  from: number;
  to: number;
}

function captionOf(branches: readonly BranchStreaks[]): string {
  const [first] = branches;
  const last = first?.streaks.at(-1);
  if (!first || !last) return "No build has passed or failed in this window.";
  const verb = last.red ? "failed" : "passed";
  if (last.length === 1) return `The latest build of ${first.branch} ${verb}.`;
  return `${first.branch} has ${verb} ${last.length} times in a row.`;
}

const red = (streak: Streak) => (streak.red ? "Failed" : "Passed");

function Lane({ lane, from, to }: { lane: BranchStreaks; from: number; to: number }) {
  const share = (at: string | null) =>
    Math.max(0, Math.min(100, (((instant(at) ?? to) - from) / (to - from)) * 100));
  const latest = lane.streaks.at(-1);
  const reds = lane.streaks.filter((streak) => streak.red);
  return (
    <li className={styles.lane}>
      <span className={styles.branch} dir="auto" title={lane.branch}>
        {latest ? (
          <Link to="/b/$buildId" params={{ buildId: String(latest.first) }}>
            {lane.branch}
          </Link>
        ) : (
          lane.branch
        )}
      </span>
      <svg
        className={styles.bars}
        viewBox="0 0 100 12"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${lane.branch}: ${counted(lane.builds, "build")}, ${counted(reds.length, "failing streak")}`}
      >
        {lane.streaks.map((streak) => (
          <rect
            key={streak.first}
            data-red={streak.red}
            x={share(streak.from)}
            y={streak.red ? 0 : 4}
            width={Math.max(0.4, share(streak.to) - share(streak.from))}
            height={streak.red ? 12 : 4}
          />
        ))}
      </svg>
    </li>
  );
}

/** How long each branch stayed red: thick while failing, thin while passing. */
export function Streaks({ builds, notKnown, defaultBranch, from, to }: StreaksProps) {
  const branches = branchStreaks(builds, defaultBranch);
  const rows = branches.flatMap(({ branch, streaks }) =>
    streaks.toReversed().map((streak) => ({ branch, streak })),
  );
  return (
    <ChartFigure
      title="Streaks by branch"
      caption={
        notKnown ?? `${captionOf(branches)} A branch leads to the build its last streak began with.`
      }
      table={
        <PagedTable
          label="Streaks by branch, newest first"
          columns={["Began with", "Branch", "Builds", "Verdict"]}
          rows={rows}
          keyOf={({ branch, streak }) => `${branch} ${streak.first}`}
          cells={({ branch, streak }) => [
            <Link key="first" to="/b/$buildId" params={{ buildId: String(streak.first) }}>
              {absoluteTime(instant(streak.from) ?? 0)}
            </Link>,
            <span key="branch" dir="auto">
              {branch}
            </span>,
            streak.length,
            red(streak),
          ]}
        />
      }
    >
      <ul className={styles.lanes}>
        {branches.slice(0, BRANCHES_MOST).map((lane) => (
          <Lane key={lane.branch} lane={lane} from={from} to={to} />
        ))}
      </ul>
    </ChartFigure>
  );
}
