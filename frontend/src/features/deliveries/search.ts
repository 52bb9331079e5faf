import * as v from "valibot";
import { OUTCOMES, type Outcome } from "../../domain/outcome";
import { PROVIDERS, type Provider } from "../../domain/provider";

export interface DeliverySearch {
  provider?: Provider;
  outcome?: Outcome;
}

const schema = v.object({
  provider: v.fallback(v.optional(v.picklist(PROVIDERS)), undefined),
  outcome: v.fallback(v.optional(v.picklist(OUTCOMES)), undefined),
});

/** The choice as the list is asked for it. */
export const deliveryFilters = ({ provider, outcome }: DeliverySearch) => ({
  provider: provider ? [provider] : [],
  outcome: outcome ? [outcome] : [],
});

/** Any address as a choice of deliveries; what is unknown is dropped. */
export function validateDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  const { provider, outcome } = v.parse(schema, search);
  return { ...(provider && { provider }), ...(outcome && { outcome }) };
}
