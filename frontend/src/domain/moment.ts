const DAY_MS = 86_400_000;

/** A day further ahead than this is taken to be last year's. */
const AHEAD_MS = 31 * DAY_MS;

const MONTHS =
  "january february march april may june july august september october november december".split(
    " ",
  );
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");

const ISO = /^\d{4}-\d{2}-\d{2}(t\d{2}:\d{2}(:\d{2})?z)?$/;
const EPOCH = /^(\d{10})(\d{3})?$/;
const MONTH_DAY = /^([a-z]{3,9}) (\d{1,2})(?:,? (\d{4}))?$/;
const DAY_MONTH = /^(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?$/;
const WEEKDAY = /^[a-z]{3,9}$/;

const dayText = (at: number) => new Date(at).toISOString().slice(0, 10);
const minuteText = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;

/** Which of the names one begins like, with three letters or more; -1 for none. */
function placeIn(names: readonly string[], begin: string): number {
  return names.findIndex((name) => name.startsWith(begin));
}

function isoMoment(text: string): string | null {
  const at = Date.parse(text.toUpperCase());
  if (Number.isNaN(at)) return null;
  if (text.length === 10) return dayText(at) === text ? text : null;
  return minuteText(at);
}

function dated(month: string, day: string, year: string | undefined, now: number): string | null {
  const at = placeIn(MONTHS, month);
  if (at === -1) return null;
  const of = (year: number) => Date.UTC(year, at, Number(day));
  const thisYear = new Date(now).getUTCFullYear();
  const guess = of(thisYear) > now + AHEAD_MS ? of(thisYear - 1) : of(thisYear);
  const moment = year === undefined ? guess : of(Number(year));
  return new Date(moment).getUTCDate() === Number(day) ? dayText(moment) : null;
}

function weekday(name: string, now: number): string | null {
  const day = placeIn(WEEKDAYS, name);
  if (day === -1) return null;
  const back = (new Date(now).getUTCDay() - day + 7) % 7;
  return dayText(now - back * DAY_MS);
}

/**
 * A moment that a person typed in lower case, as a day (`2026-11-01`) or a minute (`2026-11-01T10:30Z`), both in UTC:
 * ISO, seconds or milliseconds since the epoch, `nov 1`, `1 november 2026`, `mon`, `today`, `yesterday`. Null for what is none.
 */
export function readMoment(text: string, now: number): string | null {
  if (text === "today") return dayText(now);
  if (text === "yesterday") return dayText(now - DAY_MS);
  if (ISO.test(text)) return isoMoment(text);
  const [epoch, , milliseconds] = EPOCH.exec(text) ?? [];
  if (epoch) return minuteText(Number(epoch) * (milliseconds ? 1 : 1000));
  const [, month, dayAfter, yearAfter] = MONTH_DAY.exec(text) ?? [];
  if (month && dayAfter) return dated(month, dayAfter, yearAfter, now);
  const [, dayBefore, monthAfter, year] = DAY_MONTH.exec(text) ?? [];
  if (dayBefore && monthAfter) return dated(monthAfter, dayBefore, year, now);
  return WEEKDAY.test(text) ? weekday(text, now) : null;
}
