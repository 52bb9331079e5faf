import { RefreshCw, TriangleAlert } from "lucide-react";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import styles from "./panel-problem.module.css";

interface PanelProblemProps {
  title: string;
  detail: string;
  onRetry: () => void;
  /** When the data still shown is from, already formatted; absent when nothing is shown. */
  asOf?: string | null;
  /** What the server's logs call the request that failed, where that is known. */
  request?: string | null;
}

/** A panel's own error: what went wrong, what is still shown, and a way to try again. */
export function PanelProblem({
  title,
  detail,
  onRetry,
  asOf = null,
  request = null,
}: PanelProblemProps) {
  return (
    <div role="alert" className={styles.problem}>
      <TriangleAlert size={16} aria-hidden className={styles.icon} />
      <p className={styles.text}>
        <strong>{title}</strong>
        {detail && <span>: {detail}.</span>}
        {asOf && (
          <span>
            {detail ? "" : "."} Showing data as of {asOf}.
          </span>
        )}
      </p>
      {request && (
        <span className={styles.request}>
          Request <code>{request}</code> <CopyButton text={request} what="request id" />
        </span>
      )}
      <Button onClick={onRetry}>
        <RefreshCw size={14} aria-hidden /> Retry
      </Button>
    </div>
  );
}
