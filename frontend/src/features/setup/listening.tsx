import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { arrivalsQuery } from "../../api/queries";
import { pipelineTitle } from "../../domain/names";
import { providerName } from "../../domain/provider";
import { Skeleton } from "../../ui/skeleton";
import { StatusIcon } from "../../ui/status-icon";
import { Age } from "../../ui/time";
import styles from "./setup.module.css";

/** How often the page asks whether something arrived that no frame speaks of, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** Says whether anything has arrived yet; it flips by itself. */
export function Listening() {
  const { data } = useQuery({ ...arrivalsQuery, refetchInterval: LOOK_EVERY_MS });
  const build = data?.build ?? null;
  const delivery = data?.delivery ?? null;
  return (
    <div className={styles.listening} role="status" data-arrived={build !== null}>
      {build !== null && (
        <>
          <StatusIcon status="success" size={18} />
          <p>
            <strong>Builds are arriving.</strong> The latest is{" "}
            {pipelineTitle(build.repository, build.pipeline_name)}.{" "}
            <Link to="/">Open the overview</Link>
          </p>
        </>
      )}
      {build === null && delivery !== null && (
        <>
          <StatusIcon status="running" size={18} />
          <p>
            <strong>A {providerName(delivery.provider)} delivery arrived</strong> (
            {delivery.event ?? "no event name"}, {delivery.outcome}){" "}
            <Age at={delivery.received_at} />.{delivery.error ? ` It said: ${delivery.error}.` : ""}{" "}
            Still listening for the first build. <Link to="/deliveries">See deliveries</Link>
          </p>
        </>
      )}
      {!data && <Skeleton width={40} />}
      {data && build === null && delivery === null && (
        <>
          <StatusIcon status="queued" size={18} />
          <p>
            <strong>Listening for the first delivery…</strong> This page changes by itself when it
            arrives.
          </p>
        </>
      )}
    </div>
  );
}
