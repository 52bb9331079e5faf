import type { BuildFilters } from "../../domain/filters";
import { PROVIDERS, providerName } from "../../domain/provider";
import { STATUSES, statusWord } from "../../domain/status";
import { ProviderMark } from "../../ui/provider-mark";
import { RangePicker } from "../../ui/range-picker";
import { SearchBox } from "../../ui/search-box";
import { StatusIcon } from "../../ui/status-icon";
import { FilterChips } from "./filter-chips";
import styles from "./filters.module.css";
import { MultiSelect } from "./multi-select";

export interface FilterBarProps {
  filters: BuildFilters;
  /**
   * Edits what was asked for last, which may be ahead of what is drawn. `typing` says that the change is one of many while
   * the reader types.
   */
  onChange: (edit: (filters: BuildFilters) => BuildFilters, typing?: boolean) => void;
}

/** Everything the overview can be narrowed by; what is chosen lives in the address. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  return (
    <search className={styles.bar} aria-label="Filter builds">
      <div className={styles.controls}>
        <SearchBox
          value={filters.q}
          what="builds"
          placeholder="Search pipeline, branch, commit, author"
          onChange={(q) => onChange((now) => ({ ...now, q }), true)}
        />
        <MultiSelect
          label="Provider"
          options={PROVIDERS}
          chosen={filters.provider}
          word={providerName}
          icon={(provider) => <ProviderMark provider={provider} />}
          onChange={(edit) => onChange((now) => ({ ...now, provider: edit(now.provider) }))}
        />
        <MultiSelect
          label="Status"
          options={STATUSES}
          chosen={filters.status}
          word={statusWord}
          icon={(status) => <StatusIcon status={status} />}
          onChange={(edit) => onChange((now) => ({ ...now, status: edit(now.status) }))}
        />
        <RangePicker
          window={filters.window}
          onChange={(window) => onChange((now) => ({ ...now, window }))}
        />
      </div>
      <FilterChips filters={filters} onChange={onChange} />
    </search>
  );
}
