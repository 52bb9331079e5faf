import { absoluteTime, age, dayAndClock, duration, instant, MISSING } from "../domain/format";
import { useNowText } from "./now";

/** How long ago, with the whole moment in the tooltip. */
export function Age({ at }: { at: string | null }) {
  const then = instant(at);
  const text = useNowText((now) => (then === null ? MISSING : age(then, now)));
  if (then === null) return <span>{MISSING}</span>;
  return (
    <time dateTime={new Date(then).toISOString()} title={absoluteTime(then)}>
      {text}
    </time>
  );
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
  return (
    <time dateTime={new Date(then).toISOString()} title={absoluteTime(then)}>
      {dayAndClock(then)}
    </time>
  );
}
