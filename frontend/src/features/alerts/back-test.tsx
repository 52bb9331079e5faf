import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { previewRoute } from "../../api/alerts";
import { asProblem } from "../../api/problem";
import type { Preview, RouteBody } from "../../api/types";
import { counted } from "../../domain/format";
import { alertLook } from "../../domain/news";
import { Button } from "../../ui/button";
import { PipelineName } from "../../ui/pipeline-name";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./alerts.module.css";

/** How many of the alerts are listed; the count tells of all. */
const LISTED = 20;

function Outcome({ preview }: { preview: Preview }) {
  const { total, items } = preview;
  const silenced = items.filter((one) => one.silenced).length;
  return (
    <>
      <p>
        <strong>{total === 0 ? "No alert" : counted(total, "alert")}</strong> in the last 30 days
        {silenced > 0 && `, ${silenced} of them held back by a silence`}.
      </p>
      <ul className={styles.tested}>
        {items.slice(0, LISTED).map((one) => (
          <li key={`${one.breakage_id}-${one.kind}-${one.at}`}>
            <StatusIcon status={alertLook(one.kind).like} size={14} />
            <span className={styles.name} dir="auto">
              {alertLook(one.kind).word}:{" "}
              <PipelineName repository={one.repository} name={one.pipeline_name} /> {one.branch}
            </span>
            <span className={styles.muted}>
              <Age at={one.at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Tells what the route in the form would have sent, before it is saved. */
export function BackTest({ present }: { present: () => RouteBody | null }) {
  const { mutate, data, error, isPending } = useMutation({ mutationFn: previewRoute });
  const test = () => {
    const body = present();
    // A route is tried before it is named.
    if (body) mutate({ ...body, name: body.name || "unnamed", enabled: true });
  };
  return (
    <div className={styles.backTest}>
      <Button onClick={test} disabled={isPending}>
        <FlaskConical size={14} aria-hidden /> What would it have sent?
      </Button>
      <div role="status">
        {isPending && "Looking through the last 30 days…"}
        {error && <p className={styles.wrong}>{asProblem(error).message}</p>}
        {!isPending && data && <Outcome preview={data} />}
      </div>
    </div>
  );
}
