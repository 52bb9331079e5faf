import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { newVersionQuery } from "../../api/page-version";
import { useLiveState } from "../../live/use-live";
import { Button } from "../../ui/button";
import styles from "./shell.module.css";

/** Says that a newer page was deployed; a new connection is a good moment to look. */
export function NewVersion() {
  const { data, refetch } = useQuery(newVersionQuery);
  const openSince = useLiveState((state) => state.openSince);
  useEffect(() => {
    if (openSince !== null) void refetch();
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
