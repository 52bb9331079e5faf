//! The window that a request asks for.

use api::Problem;
use api::query::Query;
use jiff::{SignedDuration, Timestamp};
use store::metrics::Range;

/// The longest window, in days.
const LONGEST: i64 = 400;

/// The window by name, up to now, or between two times.
pub(crate) fn range(query: &Query, now: Timestamp) -> Result<Range, Problem> {
    let window: Option<String> = query.parsed("window", "24h, 7d, 30d or 90d")?;
    match (window.as_deref(), query.time("from")?, query.time("to")?) {
        (window, None, None) => Ok(Range { from: now - SignedDuration::from_hours(24 * days(window)?), to: now }),
        (None, Some(from), Some(to)) => {
            let length = to.duration_since(from);
            if length.is_positive() && length <= SignedDuration::from_hours(24 * LONGEST) {
                return Ok(Range { from, to });
            }
            Err(Problem::bad_parameter("to", "a time after from, by 400 days at most"))
        }
        (None, None, Some(_)) => Err(Problem::bad_parameter("from", "a time, with to")),
        (None, Some(_), None) => Err(Problem::bad_parameter("to", "a time, with from")),
        (Some(_), ..) => Err(Problem::bad_parameter("window", "a name where neither from nor to is given")),
    }
}

fn days(window: Option<&str>) -> Result<i64, Problem> {
    match window {
        None | Some("24h") => Ok(1),
        Some("7d") => Ok(7),
        Some("30d") => Ok(30),
        Some("90d") => Ok(90),
        Some(_) => Err(Problem::bad_parameter("window", "24h, 7d, 30d or 90d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<&'static str> {
        range(&Query::parse(query), Timestamp::UNIX_EPOCH).unwrap_err().parameter
    }

    #[test]
    fn a_window_has_a_name_or_two_ends() {
        let now: Timestamp = "2026-01-03T12:00:00Z".parse().unwrap();
        let ends = |query: &str| range(&Query::parse(query), now).map(|it| (it.from.to_string(), it.to.to_string()));
        let between = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(ends(""), between("2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z"));
        assert_eq!(ends("window=90d"), between("2025-10-05T12:00:00Z", "2026-01-03T12:00:00Z"));
        let typed = "from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z";
        assert_eq!(ends(typed), between("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"));
        assert_eq!(refused("window=1y"), Some("window"));
        assert_eq!(refused("from=2026-01-01T00:00:00Z"), Some("to"));
        assert_eq!(refused("to=2026-01-01T00:00:00Z"), Some("from"));
        assert_eq!(refused("from=2026-01-03T00:00:00Z&to=2026-01-03T00:00:00Z"), Some("to"));
        assert_eq!(refused("from=2025-01-01T00:00:00Z&to=2026-03-01T00:00:00Z"), Some("to"));
        assert_eq!(refused("window=7d&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z"), Some("window"));
    }
}
