//! The window that a request asks for.

use api::Problem;
use api::query::Query;
use store::metrics::Range;

const DAY: f64 = 24.0 * 60.0 * 60.0;
/// The longest window, in days.
const LONGEST: f64 = 400.0;

/// The window by name, up to now, or between two times.
pub(crate) fn range(query: &Query) -> Result<Range, Problem> {
    let window: Option<String> = query.parsed("window", "24h, 7d, 30d or 90d")?;
    match (window.as_deref(), query.time("from")?, query.time("to")?) {
        (window, None, None) => Ok(Range { to: None, seconds: named(window)? }),
        (None, Some(from), Some(to)) => {
            let seconds = to.duration_since(from).as_secs_f64();
            if seconds > 0.0 && seconds <= LONGEST * DAY {
                return Ok(Range { to: Some(to), seconds });
            }
            Err(Problem::bad_parameter("to", "a time after from, by 400 days at most"))
        }
        (None, None, Some(_)) => Err(Problem::bad_parameter("from", "a time, with to")),
        (None, Some(_), None) => Err(Problem::bad_parameter("to", "a time, with from")),
        (Some(_), ..) => Err(Problem::bad_parameter("window", "a name where neither from nor to is given")),
    }
}

fn named(window: Option<&str>) -> Result<f64, Problem> {
    match window {
        None | Some("24h") => Ok(DAY),
        Some("7d") => Ok(7.0 * DAY),
        Some("30d") => Ok(30.0 * DAY),
        Some("90d") => Ok(90.0 * DAY),
        Some(_) => Err(Problem::bad_parameter("window", "24h, 7d, 30d or 90d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<&'static str> {
        range(&Query::parse(query)).unwrap_err().parameter
    }

    #[test]
    fn a_window_has_a_name_or_two_ends() {
        let seconds = |query: &str| range(&Query::parse(query)).map(|it| (it.seconds / DAY, it.to.is_some()));
        assert_eq!(seconds(""), Ok((1.0, false)));
        assert_eq!(seconds("window=90d"), Ok((90.0, false)));
        assert_eq!(seconds("from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z"), Ok((2.0, true)));
        assert_eq!(refused("window=1y"), Some("window"));
        assert_eq!(refused("from=2026-01-01T00:00:00Z"), Some("to"));
        assert_eq!(refused("to=2026-01-01T00:00:00Z"), Some("from"));
        assert_eq!(refused("from=2026-01-03T00:00:00Z&to=2026-01-03T00:00:00Z"), Some("to"));
        assert_eq!(refused("from=2025-01-01T00:00:00Z&to=2026-03-01T00:00:00Z"), Some("to"));
        assert_eq!(refused("window=7d&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z"), Some("window"));
    }
}
