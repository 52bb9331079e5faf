import type { BranchHealth } from "../../api/types";
import { count, rate } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import { StatusPill } from "../../ui/status-pill";
import table from "../../ui/table.module.css";
import styles from "./pipeline.module.css";

/** More branches than this are not listed. */
const LISTED_MOST = 12;

interface BranchesProps {
  branches: readonly BranchHealth[];
  chosen: string;
  onChoose: (branch: string) => void;
}

/** Which branches are healthy; choosing one narrows the page to it. */
export function Branches({ branches, chosen, onChoose }: BranchesProps) {
  const named = branches.filter(({ branch }) => branch !== null);
  const listed = named.toSorted((a, b) => b.decided - a.decided).slice(0, LISTED_MOST);
  return (
    <section className={`${layout.panel} ${styles.block}`} aria-labelledby="branches-title">
      <h2 id="branches-title">Branches</h2>
      {listed.length === 0 ? (
        <p className={layout.muted}>No build of a branch in this window.</p>
      ) : (
        <table className={`${table.table} ${styles.branches}`}>
          <thead>
            <tr>
              <th scope="col">Branch</th>
              <th scope="col">Latest</th>
              <th scope="col" className={table.number}>
                Decided
              </th>
              <th scope="col" className={table.number}>
                Success
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.map(({ branch, decided, success_rate, last_status }) => (
              <tr key={branch}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.choose}
                    aria-pressed={branch === chosen}
                    dir="auto"
                    title={branch ?? undefined}
                    onClick={() => onChoose(branch === chosen ? "" : (branch ?? ""))}
                  >
                    {branch}
                  </button>
                </th>
                <td>
                  <StatusPill status={last_status} />
                </td>
                <td className={table.number}>{count(decided)}</td>
                <td className={table.number}>{rate(success_rate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {named.length > LISTED_MOST && (
        <p className={layout.muted}>
          The {LISTED_MOST} busiest of {count(named.length)}.
        </p>
      )}
    </section>
  );
}
