/** One day of a calendar. */
export interface Day {
  /** The day in UTC: `2026-11-23`. */
  readonly date: string;
  readonly builds: number;
  readonly decided: number;
  readonly failed: number;
}

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Monday is 0. */
export function weekday(date: string): number {
  return (new Date(date).getUTCDay() + 6) % WEEK_DAYS;
}

/** `weeks` whole weeks that end with the one of `now`, oldest day first; days without a build are there too. */
export function calendarOf(days: readonly Day[], now: number, weeks: number): readonly Day[] {
  const known = new Map(days.map((day) => [day.date, day]));
  const today = dateOf(now);
  const monday = Date.parse(today) - weekday(today) * DAY_MS;
  const first = monday - (weeks - 1) * WEEK_DAYS * DAY_MS;
  const count = (weeks - 1) * WEEK_DAYS + weekday(today) + 1;
  return Array.from({ length: count }, (_, index) => {
    const date = dateOf(first + index * DAY_MS);
    return known.get(date) ?? { date, builds: 0, decided: 0, failed: 0 };
  });
}
