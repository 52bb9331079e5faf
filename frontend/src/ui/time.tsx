import type { ReactNode } from "react";
import { absoluteTime, age, dayAndClock, duration, instant, MISSING } from "../domain/format";
import { useNowText } from "./now";

/** A moment, however it is told; the whole of it is named for a pointer that rests there. */
function When({ then, children }: { then: number; children: ReactNode }) {
  return (
    <time
      dateTime={new Date(then).toISOString()}
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = absoluteTime(then);
      }}
    >
      {children}
    </time>
  );
}

/** How long ago, with the whole moment in the tooltip. */
export function Age({ at }: { at: string | null }) {
  const then = instant(at);
  const text = useNowText((now) => (then === null ? MISSING : age(then, now)));
  if (then === null) return <span>{MISSING}</span>;
  return <When then={then}>{text}</When>;
}

/** A duration in seconds; while none is known it counts up from `since`, if given. */
export function Duration({ seconds, since }: { seconds: number | null; since: string | null }) {
  const start = seconds === null ? instant(since) : null;
  const text = useNowText((now) =>
    start === null ? duration(seconds) : duration(Math.max(0, Math.floor((now - start) / 1000))),
  );
  return <span>{text}</span>;
}

/** A moment by day and hour, with the whole of it in the tooltip. */
export function Moment({ at }: { at: string | null }) {
  const then = instant(at);
  if (then === null) return <span>{MISSING}</span>;
  return <When then={then}>{dayAndClock(then)}</When>;
}
