import { Link } from "@tanstack/react-router";
import type { Build } from "../../api/types";
import { MISSING, shortSha } from "../../domain/format";
import layout from "../../styles/layout.module.css";
import { StatusPill } from "../../ui/status-pill";
import table from "../../ui/table.module.css";
import { Age, Duration } from "../../ui/time";
import styles from "./pipeline.module.css";

const SHOWN = 12;

interface RecentProps {
  pipeline: number;
  builds: readonly Build[];
  /** What is said while the builds are not known. */
  notKnown: string | null;
  search: { readonly branch?: string; readonly window: string };
}

/** The newest builds, each a link to why it ended as it did. */
export function Recent({ pipeline, builds, notKnown, search }: RecentProps) {
  return (
    <section className={`${layout.panel} ${styles.block}`} aria-labelledby="recent-title">
      <h2 id="recent-title">Recent builds</h2>
      {builds.length === 0 ? (
        <p className={layout.muted}>{notKnown ?? "No build in this window."}</p>
      ) : (
        <table className={`${table.table} ${styles.recent}`}>
          <thead>
            <tr>
              <th scope="col">Commit</th>
              <th scope="col">Status</th>
              <th scope="col" className={table.number}>
                Duration
              </th>
              <th scope="col" className={table.number}>
                Started
              </th>
            </tr>
          </thead>
          <tbody>
            {builds.slice(0, SHOWN).map((build) => (
              <tr key={build.id}>
                <th scope="row">
                  <span className={table.lead}>
                    <Link
                      to="/b/$buildId"
                      params={{ buildId: String(build.id) }}
                      className={table.link}
                      data-row-link
                      dir="auto"
                      title={build.commit_title ?? undefined}
                    >
                      {build.commit_title ??
                        (build.commit_sha ? shortSha(build.commit_sha) : MISSING)}
                      <span> {build.branch}</span>
                    </Link>
                  </span>
                </th>
                <td>
                  <StatusPill status={build.status} raw={build.raw_status} />
                </td>
                <td className={table.number}>
                  <Duration
                    seconds={build.status === "running" ? null : build.duration_seconds}
                    since={build.status === "running" ? build.started_at : null}
                  />
                </td>
                <td className={table.number}>
                  <Age at={build.started_at ?? build.created_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Link to="/" search={{ pipeline: String(pipeline), ...search }}>
        All builds of this window
      </Link>
    </section>
  );
}
