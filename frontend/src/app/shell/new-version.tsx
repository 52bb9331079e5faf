import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { newVersionQuery } from "../../api/page-version";
import { useLiveState } from "../../live/use-live";
import { Button } from "../../ui/button";
import styles from "./shell.module.css";

/** Says that a newer page was deployed; a connection that comes back is a good moment to look. */
export function NewVersion() {
  const { data, refetch } = useQuery(newVersionQuery);
  const openSince = useLiveState((state) => state.openSince);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (openSince === null) return;
    if (wasOpen.current) void refetch();
    wasOpen.current = true;
  }, [openSince, refetch]);
  return (
    <div role="status" className={styles.notice}>
      {data && (
        <p>
          A new version of this page is there.{" "}
          <Button onClick={() => location.reload()}>Reload</Button>
        </p>
      )}
    </div>
  );
}
