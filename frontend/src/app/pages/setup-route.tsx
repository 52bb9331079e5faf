import { SetupPage } from "../../features/setup/setup-page";

export function SetupRoute() {
  return <SetupPage />;
}
