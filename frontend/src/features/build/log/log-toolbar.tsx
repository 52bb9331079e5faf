import {
  ArrowDownToLine,
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  ChevronUp,
  Clock,
  Download,
  ListFilter,
  Maximize2,
  Minimize2,
  WrapText,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { counted } from "../../../domain/format";
import { type LineRange, readTyped } from "../../../domain/log/line-range";
import { Button } from "../../../ui/button";
import { CopyButton } from "../../../ui/copy-button";
import type { Times } from "./log-row";
import styles from "./toolbar.module.css";

/** How a log is shown. */
export interface LogView {
  readonly wrap: boolean;
  readonly times: Times;
  /** Whether everything but the log is put away. */
  readonly alone: boolean;
}

const NEXT_TIMES: Readonly<Record<Times, Times>> = { none: "clock", clock: "since", since: "none" };

const TIMES_WORDS: Readonly<Record<Times, string>> = {
  none: "Times: none",
  clock: "Times: of day",
  since: "Times: since the start",
};

function GoToLine({ onGo }: { onGo: (range: LineRange) => void }) {
  const [text, setText] = useState("");
  const range = readTyped(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (range) onGo(range);
      }}
    >
      <input
        className={styles.line}
        value={text}
        placeholder="Line"
        aria-label="Go to line or lines, such as 120-133"
        aria-invalid={text.trim() !== "" && range === null}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}

interface LogToolbarProps {
  view: LogView;
  onView: (view: LogView) => void;
  errors: number;
  onError: (by: 1 | -1) => void;
  errorsOnly: boolean;
  onErrorsOnly: (only: boolean) => void;
  onGo: (range: LineRange) => void;
  /** Whether there is anything to fold, and whether all of it is open. */
  folds: "none" | "open" | "some";
  onFold: (open: boolean) => void;
  /** Null where the log does not grow. */
  following: boolean | null;
  onFollow: (following: boolean) => void;
  copied: { text: () => string; what: string };
  onDownload: () => void;
  children: ReactNode;
}

/** What can be done with a log; `children` is the search in it. */
export function LogToolbar(props: LogToolbarProps) {
  const { view, onView, errors, folds } = props;
  const TheSize = view.alone ? Minimize2 : Maximize2;
  const TheFold = folds === "open" ? ChevronsDownUp : ChevronsUpDown;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Log">
      {props.children}
      {errors > 0 && (
        <span className={styles.errors}>
          <span>{counted(errors, "error")}</span>
          <Button
            icon
            look="quiet"
            aria-label="Previous error"
            aria-keyshortcuts="e"
            onClick={() => props.onError(-1)}
          >
            <ChevronUp size={16} aria-hidden />
          </Button>
          <Button
            icon
            look="quiet"
            aria-label="Next error"
            aria-keyshortcuts="f"
            onClick={() => props.onError(1)}
          >
            <ChevronDown size={16} aria-hidden />
          </Button>
          <Button
            icon
            look="quiet"
            aria-label="Only lines that tell of an error"
            title="Errors only"
            aria-pressed={props.errorsOnly}
            aria-keyshortcuts="Shift+E"
            onClick={() => props.onErrorsOnly(!props.errorsOnly)}
          >
            <ListFilter size={16} aria-hidden />
          </Button>
        </span>
      )}
      <span className={styles.rest}>
        <GoToLine onGo={props.onGo} />
        {props.following !== null && (
          <Button
            look="quiet"
            aria-pressed={props.following}
            onClick={() => props.onFollow(!props.following)}
          >
            <ArrowDownToLine size={15} aria-hidden /> Follow
          </Button>
        )}
        {folds !== "none" && (
          <Button
            icon
            look="quiet"
            aria-label={folds === "open" ? "Fold all sections" : "Unfold all sections"}
            title={folds === "open" ? "Fold all" : "Unfold all"}
            onClick={() => props.onFold(folds !== "open")}
          >
            <TheFold size={16} aria-hidden />
          </Button>
        )}
        <Button
          icon
          look="quiet"
          aria-label="Wrap long lines"
          title="Wrap long lines"
          aria-pressed={view.wrap}
          aria-keyshortcuts="w"
          onClick={() => onView({ ...view, wrap: !view.wrap })}
        >
          <WrapText size={16} aria-hidden />
        </Button>
        <Button
          icon
          look="quiet"
          aria-label={TIMES_WORDS[view.times]}
          title={TIMES_WORDS[view.times]}
          aria-keyshortcuts="Shift+T"
          data-times={view.times}
          onClick={() => onView({ ...view, times: NEXT_TIMES[view.times] })}
        >
          <Clock size={15} aria-hidden />
        </Button>
        <Button
          icon
          look="quiet"
          aria-label={view.alone ? "Show the whole page" : "Show the log alone"}
          title={view.alone ? "Show the whole page" : "Show the log alone"}
          aria-pressed={view.alone}
          aria-keyshortcuts="Shift+F"
          onClick={() => onView({ ...view, alone: !view.alone })}
        >
          <TheSize size={15} aria-hidden />
        </Button>
        <CopyButton {...props.copied} />
        <Button
          icon
          look="quiet"
          aria-label="Download the log as it came"
          title="Download"
          onClick={props.onDownload}
        >
          <Download size={16} aria-hidden />
        </Button>
      </span>
    </div>
  );
}
