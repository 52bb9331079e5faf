import { CalendarRange } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import {
  PRESETS,
  readWindow,
  TIME_WINDOW_LABEL,
  type TimeWindow,
  windowPhrase,
  windowShifted,
  windowWidened,
  windowWords,
} from "../domain/time-window";
import { Button } from "./button";
import { present } from "./now";
import { Popover } from "./popover";
import styles from "./range-picker.module.css";

const EXAMPLES = ["36h", "since mon", "nov 1 - nov 3", "2026-11-01..2026-11-07"];

/** Windows that are asked for less often than the presets. */
const MORE = ["1h", "6h", "14d", "today", "yesterday"];

const isPreset = (window: TimeWindow) => PRESETS.some((preset) => preset === window);

interface RangePickerProps {
  window: TimeWindow;
  onChange: (window: TimeWindow) => void;
}

/** Other windows by a click, and steps from the one that is shown. */
function Steps({ window, onChange }: RangePickerProps) {
  const now = present();
  return (
    <div className={styles.steps}>
      {MORE.map((text) => {
        const meant = readWindow(text, now);
        return (
          meant && (
            <Button key={text} look="quiet" onClick={() => onChange(meant)}>
              {text}
            </Button>
          )
        );
      })}
      <Button aria-keyshortcuts="[" onClick={() => onChange(windowShifted(window, -1, now))}>
        Earlier
      </Button>
      <Button aria-keyshortcuts="]" onClick={() => onChange(windowShifted(window, 1, now))}>
        Later
      </Button>
      <Button aria-keyshortcuts="-" onClick={() => onChange(windowWidened(window, now))}>
        Zoom out
      </Button>
    </div>
  );
}

function TypedRange({ window, onChange }: RangePickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // The attribute, which React does not write, makes a popover that opens focus the field.
  useEffect(() => input.current?.setAttribute("autofocus", ""), []);
  const popover = () => document.getElementById(id);
  const [wrong, setWrong] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readWindow(input.current?.value ?? "", present());
    setWrong(read === null);
    if (read === null) return;
    popover()?.hidePopover();
    onChange(read);
  }

  return (
    <>
      <button
        type="button"
        className={styles.typed}
        popoverTarget={id}
        data-active={!isPreset(window)}
        aria-keyshortcuts="t"
        aria-label={
          isPreset(window)
            ? "Type a time range"
            : `Time range ${window}: ${windowPhrase(window, present())}`
        }
      >
        <CalendarRange size={14} aria-hidden />
        {!isPreset(window) && <span className={styles.chosen}>{window}</span>}
      </button>
      <Popover id={id} label="Type a time range" align="end" pressed>
        <form className={styles.form} onSubmit={submit}>
          <label htmlFor={`${id}-text`}>Time range</label>
          <div className={styles.entry}>
            <input
              ref={input}
              id={`${id}-text`}
              defaultValue=""
              placeholder={window}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={wrong}
              aria-describedby={`${id}-help`}
              onChange={() => setWrong(false)}
            />
            <Button type="submit" look="primary">
              Apply
            </Button>
          </div>
          <p id={`${id}-help`} className={styles.help}>
            {wrong && (
              <strong role="alert">That is no range of at most 400 days. It may look like: </strong>
            )}
            {!wrong && "Such as "}
            {EXAMPLES.map((example, index) => (
              <span key={example}>
                {index > 0 && ", "}
                <code>{example}</code>
              </span>
            ))}
            . Dates are whole days in UTC.
          </p>
          <Steps window={window} onChange={onChange} />
        </form>
      </Popover>
    </>
  );
}

/** Presets to click and any other range to type; what is chosen lives in the address. */
export function RangePicker({ window, onChange }: RangePickerProps) {
  const name = useId();
  return (
    <div className={styles.picker}>
      <fieldset className={styles.windows}>
        <legend className={styles.hidden}>{TIME_WINDOW_LABEL}</legend>
        {PRESETS.map((preset) => (
          <label key={preset} title={`Last ${windowWords(preset, 0)}`}>
            <input
              type="radio"
              name={name}
              checked={window === preset}
              onChange={() => onChange(preset)}
            />
            <span>{preset}</span>
          </label>
        ))}
      </fieldset>
      <TypedRange window={window} onChange={onChange} />
    </div>
  );
}
