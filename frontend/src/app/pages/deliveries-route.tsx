import { useNavigate, useSearch } from "@tanstack/react-router";
import { DeliveriesPage } from "../../features/deliveries/deliveries-page";
import { SourceTable } from "../../features/sources/source-table";

export function DeliveriesRoute() {
  const search = useSearch({ from: "/deliveries" });
  const navigate = useNavigate({ from: "/deliveries" });
  return (
    <DeliveriesPage search={search} onSearch={(edit) => void navigate({ search: edit })}>
      <SourceTable />
    </DeliveriesPage>
  );
}
