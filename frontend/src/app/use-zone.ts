import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Zone } from "../domain/zone";
import { useSetting } from "./use-setting";

export interface ZoneSearch {
  tz?: Zone;
}

/** The zone that an address names; every page keeps it. */
export function validateZone({ tz }: Record<string, unknown>): ZoneSearch {
  return tz === "utc" || tz === "local" ? { tz } : {};
}

/** The zone of the address, else the reader's last choice, else the reader's own. */
export function useZone(): readonly [Zone, (zone: Zone) => void] {
  const { tz } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const [kept, keep] = useSetting("zone");
  const choose = useCallback(
    (zone: Zone) => {
      keep(zone === "utc" ? zone : null);
      const search = (before: ZoneSearch) => ({
        ...before,
        tz: zone === "utc" ? zone : undefined,
      });
      void navigate({ to: ".", search: search as never, replace: true, resetScroll: false });
    },
    [keep, navigate],
  );
  return [tz ?? (kept === "utc" ? kept : "local"), choose];
}
