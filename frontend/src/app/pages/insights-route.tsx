import { useNavigate, useSearch } from "@tanstack/react-router";
import { InsightsPage } from "../../features/insights/insights-page";
import { insightsSearchOf, readInsightsWindow } from "../../features/insights/search";

export function InsightsRoute() {
  const search = useSearch({ from: "/insights" });
  const navigate = useNavigate({ from: "/insights" });
  return (
    <InsightsPage
      window={readInsightsWindow(search)}
      onWindow={(window) => void navigate({ search: insightsSearchOf(window), resetScroll: false })}
    />
  );
}
