//! Times and lengths of time as providers write them.

use std::time::Duration;

use jiff::Timestamp;

/// 2000-01-01T00:00:00Z, in seconds since 1970. No provider is older.
const EARLIEST: i64 = 946_684_800;
/// 2200-01-01T00:00:00Z, in seconds since 1970.
const LATEST: i64 = 7_258_118_400;
/// How long a build may have run or waited: ten years. What is longer is a mistake.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// A time in one of the forms seen: RFC 3339, `2016-08-12 15:23:28 UTC`, `2021-04-28 21:50:00 +0200`, or the digits of
/// an epoch. A time without a zone is none.
pub(crate) fn from_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(epoch) = text.parse() {
        return from_epoch(epoch);
    }
    let time = match text.strip_suffix(" UTC") {
        Some(utc) => format!("{utc}Z").parse(),
        None => text.parse(),
    };
    let time = time.or_else(|_| Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text));
    in_range(time.ok()?)
}

/// Seconds or milliseconds since 1970: the years in question tell the two apart.
pub(crate) fn from_epoch(epoch: i64) -> Option<Timestamp> {
    let time = if (EARLIEST..LATEST).contains(&epoch) {
        Timestamp::from_second(epoch)
    } else {
        Timestamp::from_millisecond(epoch)
    };
    in_range(time.ok()?)
}

/// As [`from_epoch`], with a fraction.
pub(crate) fn from_fractional_epoch(epoch: f64) -> Option<Timestamp> {
    let since_1970 = Duration::try_from_secs_f64(epoch).ok()?;
    if since_1970.as_secs() >= LATEST.unsigned_abs() {
        return in_range(Timestamp::UNIX_EPOCH.checked_add(since_1970 / 1000).ok()?);
    }
    in_range(Timestamp::UNIX_EPOCH.checked_add(since_1970).ok()?)
}

/// The time to the millisecond, which is as fine as we keep it; `None` outside of the years in question.
fn in_range(time: Timestamp) -> Option<Timestamp> {
    (EARLIEST..LATEST).contains(&time.as_second()).then(|| Timestamp::from_millisecond(time.as_millisecond()).ok())?
}

/// The length of time, unless it is absurd.
pub(crate) fn sensible(length: Duration) -> Option<Duration> {
    (length <= LONGEST).then_some(length)
}

/// The time a while later.
pub(crate) fn after(time: Timestamp, while_: Duration) -> Option<Timestamp> {
    in_range(time.checked_add(while_).ok()?)
}

/// The time a while earlier.
pub(crate) fn before(time: Timestamp, while_: Duration) -> Option<Timestamp> {
    in_range(time.checked_sub(while_).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        from_text(text).map(|it| it.to_string())
    }

    #[test]
    fn every_form_is_read() {
        for (text, expected) in [
            ("2025-01-22T19:01:00Z", "2025-01-22T19:01:00Z"),
            ("2021-02-23T02:41:37.886Z", "2021-02-23T02:41:37.886Z"),
            ("2021-02-23T02:41:37.8869Z", "2021-02-23T02:41:37.886Z"),
            ("2026-08-02T07:59:54.000+00:00", "2026-08-02T07:59:54Z"),
            ("2016-08-12T17:23:21+02:00", "2016-08-12T15:23:21Z"),
            ("2016-08-12 15:23:28 UTC", "2016-08-12T15:23:28Z"),
            ("2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00Z"),
            ("2021-04-28 21:50:00 -0330", "2021-04-29T01:20:00Z"),
            (" 1674087231 ", "2023-01-19T00:13:51Z"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_of_no_sensible_year_is_none() {
        for text in [
            "",
            "null",
            "yesterday",
            "2021-04-28",
            "2021-04-28T21:50:00",
            "2021-13-01T00:00:00Z",
            "1999-12-31T23:59:59Z",
            "2200-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0",
            "-1",
            "99999999999999999999",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn an_epoch_is_seconds_or_milliseconds() {
        let second = "2022-04-15T12:00:49Z".parse().ok();
        assert_eq!(from_epoch(1_650_024_049), second);
        assert_eq!(from_epoch(1_650_024_049_000), second);
        assert_eq!(from_fractional_epoch(1_650_024_049.0), second);
        assert_eq!(from_fractional_epoch(1_650_024_049_000.0), second);
        for odd in [0, -1, 946_684_799, 7_258_118_400, i64::MIN, i64::MAX] {
            assert_eq!(from_epoch(odd), None, "{odd}");
        }
        for odd in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
            assert_eq!(from_fractional_epoch(odd), None, "{odd}");
        }
    }

    #[test]
    fn arithmetic_stays_in_range() {
        let time = from_epoch(EARLIEST).unwrap();
        assert_eq!(before(time, Duration::from_secs(1)), None);
        assert_eq!(after(time, Duration::MAX), None);
        assert_eq!(sensible(LONGEST + Duration::from_secs(1)), None);
    }
}
