import { useMutation, useQueryClient } from "@tanstack/react-query";
import { testChannel } from "../../api/alerts";
import { asProblem } from "../../api/problem";
import type { Channel } from "../../api/types";
import { Button } from "../../ui/button";
import styles from "./alerts.module.css";

/** Sends a test and says how that went. */
export function TestButton({ channel }: { channel: Channel }) {
  const queries = useQueryClient();
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: () => testChannel(channel.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
  const wrong = error ? asProblem(error).message : data && !data.sent ? data.error : null;
  return (
    <span className={styles.test}>
      <span role="status" className={wrong ? styles.wrong : styles.muted}>
        {isPending && "Sending…"}
        {!isPending && data?.sent && "Sent"}
        {!isPending && wrong}
      </span>
      <Button look="quiet" onClick={() => mutate()} disabled={isPending}>
        Send a test<span className={styles.hidden}> to {channel.name}</span>
      </Button>
    </span>
  );
}
