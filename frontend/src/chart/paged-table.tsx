import { type ReactNode, useState } from "react";
import { Button } from "../ui/button";
import styles from "./chart-figure.module.css";

const PAGE_ROWS = 25;

interface PagedTableProps<T> {
  label: string;
  columns: readonly string[];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  /** The cells of a row, one for each column; the first names the row. */
  cells: (row: T) => readonly ReactNode[];
}

/** A chart's data as a real table, a page at a time. */
export function PagedTable<T>({ label, columns, rows, keyOf, cells }: PagedTableProps<T>) {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const current = Math.min(page, pages - 1);
  const shown = rows.slice(current * PAGE_ROWS, (current + 1) * PAGE_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <table aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => {
              const [name, ...rest] = cells(row);
              return (
                <tr key={keyOf(row)}>
                  <th scope="row">{name}</th>
                  {rest.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <nav className={styles.pages} aria-label={`Pages of ${label}`}>
          <Button disabled={current === 0} onClick={() => setPage(current - 1)}>
            Previous
          </Button>
          <span role="status">
            {current + 1} of {pages}
          </span>
          <Button disabled={current === pages - 1} onClick={() => setPage(current + 1)}>
            Next
          </Button>
        </nav>
      )}
    </>
  );
}
