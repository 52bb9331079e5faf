import { X } from "lucide-react";
import type { BuildFilters } from "../../domain/filters";
import { providerName } from "../../domain/provider";
import { statusWord } from "../../domain/status";
import type { FilterBarProps } from "./filter-bar";
import styles from "./filter-chips.module.css";
import { usePipelineName } from "./use-pipeline-name";

interface Chip {
  readonly key: string;
  readonly label: string;
  readonly without: (filters: BuildFilters) => BuildFilters;
}

function chipsOf(filters: BuildFilters, pipelineName: string): readonly Chip[] {
  const chips: Chip[] = [];
  if (filters.q) {
    chips.push({ key: "q", label: `“${filters.q}”`, without: (now) => ({ ...now, q: "" }) });
  }
  if (filters.pipeline !== null) {
    const label = `Pipeline: ${pipelineName}`;
    chips.push({ key: "pipeline", label, without: (now) => ({ ...now, pipeline: null }) });
  }
  if (filters.branch) {
    const label = `Branch: ${filters.branch}`;
    chips.push({ key: "branch", label, without: (now) => ({ ...now, branch: "" }) });
  }
  for (const one of filters.provider) {
    const without = (now: BuildFilters) => ({
      ...now,
      provider: now.provider.filter((other) => other !== one),
    });
    chips.push({ key: one, label: providerName(one), without });
  }
  for (const one of filters.status) {
    const without = (now: BuildFilters) => ({
      ...now,
      status: now.status.filter((other) => other !== one),
    });
    chips.push({ key: one, label: statusWord(one), without });
  }
  return chips;
}

const clear = (filters: BuildFilters): BuildFilters => ({
  ...filters,
  q: "",
  provider: [],
  status: [],
  branch: "",
  pipeline: null,
});

/** Hands the focus on before what has it goes away: to the next chip, or to the search when none is left. */
function handOn(button: HTMLElement, isLast: boolean): void {
  const next = button.closest("li")?.nextElementSibling?.querySelector("button");
  const search = document.querySelector<HTMLElement>("[type=search]");
  (isLast ? search : next)?.focus();
}

/** Each narrowing as a chip that one key or click removes. */
export function FilterChips({ filters, onChange }: FilterBarProps) {
  const pipelineName = usePipelineName(filters.pipeline);
  const chips = chipsOf(filters, pipelineName);
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Active filters">
      {chips.map((chip) => (
        <li key={chip.key}>
          <button
            type="button"
            className={styles.chip}
            aria-label={`Remove filter ${chip.label}`}
            onClick={({ currentTarget }) => {
              handOn(currentTarget, chips.length === 1);
              onChange(chip.without);
            }}
          >
            <span className={styles.chipText} dir="auto">
              {chip.label}
            </span>
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          className={styles.clear}
          onClick={({ currentTarget }) => {
            handOn(currentTarget, true);
            onChange(clear);
          }}
        >
          Clear all
        </button>
      </li>
    </ul>
  );
}
