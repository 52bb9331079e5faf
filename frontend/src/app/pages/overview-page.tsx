import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { serverNow } from "../../api/clock";
import { overviewQuery } from "../../api/metrics";
import { arrivalsQuery } from "../../api/queries";
import type { Breakage } from "../../api/types";
import { type BuildFilters, isNarrowed } from "../../domain/filters";
import { pipelineTitle } from "../../domain/names";
import { windowPhrase } from "../../domain/time-window";
import { BuildTable } from "../../features/builds/build-table";
import { FilterBar, type FilterBarProps } from "../../features/builds/filter-bar";
import { NO_FILTERS, readFilters, searchOf } from "../../features/builds/search";
import { Cards } from "../../features/overview/cards";
import { FailingNow, useFailing } from "../../features/overview/failing-now";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { usePageTitle } from "../../ui/use-page-title";
import { loadPart, withPart } from "../parts";
import { useSilencing } from "../use-silencing";

const loadSilenceDialog = () => import("../../features/alerts/silence-dialog");
const SilenceDialog = lazy(async () => ({ default: (await loadSilenceDialog()).SilenceDialog }));

const SetupPage = lazy(async () => ({
  default: (await loadPart(() => import("../../features/setup/setup-page"))).SetupPage,
}));

function captionOf({ q, status, pipeline }: BuildFilters): string | null {
  const beyond = [q && "search", status.length > 0 && "status", pipeline !== null && "pipeline"];
  const named = beyond.filter(Boolean);
  if (named.length === 0) return null;
  const words = new Intl.ListFormat("en").format(named.map(String));
  const verb = named.length === 1 ? "narrows" : "narrow";
  return `The cards count all builds of the window; ${words} ${verb} only the list.`;
}

interface NothingProps {
  filters: BuildFilters;
  onChange: FilterBarProps["onChange"];
}

function Nothing({ filters, onChange }: NothingProps) {
  const narrowed = isNarrowed(filters);
  const phrase = windowPhrase(filters.window, serverNow());
  return (
    <Empty title={narrowed ? "No build matches" : `No builds ${phrase}`}>
      <p>
        {narrowed
          ? `Nothing ${phrase} matches these filters.`
          : "Builds were heard of before; look further back, or check that webhooks still arrive."}
      </p>
      <p>
        {narrowed && (
          <Button onClick={() => onChange((now) => ({ ...NO_FILTERS, window: now.window }))}>
            Clear all filters
          </Button>
        )}{" "}
        {filters.window !== "90d" && (
          <Button onClick={() => onChange((now) => ({ ...now, window: "90d" }))}>
            Look back 90 days
          </Button>
        )}
      </p>
      {!narrowed && <Link to="/deliveries">Check sources</Link>}
    </Empty>
  );
}

/** Is anything broken now? Until the first build has come, the way to send it. */
export function OverviewPage() {
  const search = useSearch({ from: "/" });
  const filters = useMemo(() => readFilters({ ...search }), [search]);
  const navigate = useNavigate({ from: "/" });
  const onChange = useCallback<FilterBarProps["onChange"]>(
    (edit, typing = false) =>
      void navigate({
        search: (asked) => searchOf(edit(readFilters({ ...asked }))),
        replace: typing,
        resetScroll: false,
      }),
    [navigate],
  );
  const { window, provider, branch } = filters;
  const lastBuild = useQuery(overviewQuery({ window, provider, branch })).data?.last_build;
  const arrivals = useQuery({ ...arrivalsQuery, enabled: lastBuild === null });
  const { items: failing } = useFailing(provider);
  const [quieted, setQuieted] = useState<Breakage | null>(null);
  const { sayOf } = useSilencing();
  usePageTitle("Overview");

  if (lastBuild === null && arrivals.data?.build === null) {
    return (
      <Suspense>
        <SetupPage firstRun />
      </Suspense>
    );
  }
  return (
    <div className={layout.page}>
      <h1 className={layout.hidden}>Overview</h1>
      <FilterBar filters={filters} onChange={onChange} />
      <Cards
        window={window}
        provider={provider}
        branch={branch}
        failing={failing?.length ?? null}
        caption={captionOf(filters)}
      />
      <FailingNow
        provider={provider}
        onSilence={(breakage) => void withPart(loadSilenceDialog, () => setQuieted(breakage))}
      />
      <BuildTable filters={filters} empty={<Nothing filters={filters} onChange={onChange} />} />
      {quieted && (
        <Suspense>
          <SilenceDialog
            silence={null}
            scope={{
              provider: quieted.provider,
              repository: quieted.repository,
              pipeline: quieted.pipeline_name,
              branch: quieted.branch,
            }}
            onSaved={(silence) =>
              sayOf(silence, pipelineTitle(quieted.repository, quieted.pipeline_name))
            }
            onClose={() => setQuieted(null)}
          />
        </Suspense>
      )}
    </div>
  );
}
