import { useFailing } from "../../features/overview/failing-now";
import { useFailingCount } from "../../ui/use-page-title";
import { useExpectedGap } from "../use-expected-gap";

const EVERY_PROVIDER: readonly string[] = [];

/** What is kept up whatever page is open: the count in the tab, and how often builds come. Shows nothing. */
export function Watches() {
  useFailingCount(useFailing(EVERY_PROVIDER).items?.length ?? 0);
  useExpectedGap();
  return null;
}
