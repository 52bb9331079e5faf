import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem } from "../../api/problem";
import { deliveriesQuery } from "../../api/queries";
import { clock } from "../../domain/format";
import { OUTCOMES, outcomeLook } from "../../domain/outcome";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PanelProblem } from "../../ui/panel-problem";
import { Skeleton } from "../../ui/skeleton";
import { usePageTitle } from "../../ui/use-page-title";
import styles from "./deliveries.module.css";
import { DeliveryTable } from "./delivery-table";
import { type DeliverySearch, deliveryFilters } from "./search";
import { Sources } from "./sources";

interface SearchProps {
  search: DeliverySearch;
  /** Edits what was asked for last, which may be ahead of what is drawn. */
  onSearch: (edit: (search: DeliverySearch) => DeliverySearch) => void;
}

interface DeliveriesPageProps extends SearchProps {
  /** How each source stands, between the providers and their deliveries. */
  children: ReactNode;
}

function OutcomeFilter({ search, onSearch }: SearchProps) {
  return (
    <fieldset className={styles.outcomes} aria-label="Outcome">
      {OUTCOMES.map((outcome) => {
        const active = search.outcome === outcome;
        return (
          <button
            key={outcome}
            type="button"
            aria-pressed={active}
            onClick={() =>
              onSearch(({ outcome: _, ...rest }) => (active ? rest : { ...rest, outcome }))
            }
          >
            {outcomeLook(outcome).word}
          </button>
        );
      })}
    </fieldset>
  );
}

/** Answers whether webhooks arrive, and what became of each. */
export function DeliveriesPage({ search, onSearch, children }: DeliveriesPageProps) {
  usePageTitle("Sources");
  const { provider, outcome } = search;
  const query = useInfiniteQuery(deliveriesQuery(deliveryFilters(search)));
  const problem = query.error ? asProblem(query.error) : null;
  const deliveries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={layout.page}>
      <div className={layout.heading}>
        <h1>Sources</h1>
        <p className={layout.lead}>Is my webhook arriving?</p>
      </div>
      <Sources
        chosen={provider}
        onChoose={(one) =>
          onSearch(({ provider: _, ...rest }) => (one ? { ...rest, provider: one } : rest))
        }
      />
      {children}
      {problem && (
        <PanelProblem
          title={problem.title}
          detail={problem.detail}
          request={problem.request}
          asOf={query.data ? clock(query.dataUpdatedAt) : null}
          onRetry={() => void query.refetch()}
        />
      )}
      <section className={layout.panel} aria-label="Deliveries" aria-busy={query.isPending}>
        <div className={styles.tools}>
          <h2>Deliveries</h2>
          <OutcomeFilter search={search} onSearch={onSearch} />
        </div>
        {query.isPending && !problem && (
          <div className={styles.pending}>
            <Skeleton width={40} />
          </div>
        )}
        {deliveries.length > 0 && <DeliveryTable deliveries={deliveries} />}
        {query.data && deliveries.length === 0 && (
          <Empty title={provider || outcome ? "No delivery matches" : "No deliveries yet"}>
            <p>
              {provider || outcome ? (
                <Link to="/deliveries">Show all deliveries</Link>
              ) : (
                <Link to="/setup">Set up a webhook</Link>
              )}
            </p>
          </Empty>
        )}
        {query.hasNextPage && (
          <p className={styles.more}>
            <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
              Show older
            </Button>
          </p>
        )}
      </section>
    </div>
  );
}
