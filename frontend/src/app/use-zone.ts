import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import type { Zone } from "../domain/zone";
import { readSetting, writeSetting } from "./settings";

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
  const [kept, setKept] = useState<Zone>(() => (readSetting("zone") === "utc" ? "utc" : "local"));
  const choose = useCallback(
    (zone: Zone) => {
      writeSetting("zone", zone === "utc" ? zone : null);
      setKept(zone);
      const search = (before: ZoneSearch) => ({
        ...before,
        tz: zone === "utc" ? zone : undefined,
      });
      void navigate({ to: ".", search: search as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return [tz ?? kept, choose];
}
