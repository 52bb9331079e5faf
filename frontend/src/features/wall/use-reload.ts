import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { newVersionQuery } from "../../api/page-version";

/** Screens that see a new version together reload spread over this long, in milliseconds. */
const SPREAD_MS = 10 * 60_000;

/** Nobody stands at a wall to press a button, so a new version loads by itself. */
export function useReloadForNewVersion(): void {
  const { data } = useQuery(newVersionQuery);
  useEffect(() => {
    if (!data) return;
    const timer = setTimeout(() => location.reload(), Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [data]);
}
