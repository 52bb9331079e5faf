//! What a provider's headers say about how much may be asked of it.

use http::{HeaderMap, StatusCode};
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long to wait where the provider says "too much" but not until when. GitHub asks for at least a minute.
const UNTOLD: SignedDuration = SignedDuration::from_secs(60);
/// The longest wait that is believed: limits are counted by the hour.
const LONGEST: SignedDuration = SignedDuration::from_mins(65);

/// How many requests a provider grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// In one period.
    pub limit: i64,
    /// In the rest of this period.
    pub remaining: i64,
    /// When the next period begins, by our clock.
    pub resets_at: Timestamp,
}

impl Budget {
    /// What the answer's headers say, as GitHub and GitLab name them.
    pub(crate) fn of(headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let number = |names: [&str; 2]| names.into_iter().find_map(|it| text(headers, it)?.parse::<i64>().ok());
        let resets = number(["x-ratelimit-reset", "ratelimit-reset"])?;
        Some(Self {
            limit: number(["x-ratelimit-limit", "ratelimit-limit"])?,
            remaining: number(["x-ratelimit-remaining", "ratelimit-remaining"])?,
            resets_at: by_our_clock(Timestamp::from_second(resets).ok()?, headers, now),
        })
    }

    /// Whether so little is left that only what is live may still be asked for: less than a fifth.
    pub fn is_low(&self) -> bool {
        self.remaining.saturating_mul(5) < self.limit
    }
}

/// Until when to wait, where an answer with this status is a rate limit; `None` where it is a refusal that waiting does
/// not change.
///
/// GitHub answers 403 or 429 both for its primary limit (`remaining` is 0) and for its secondary ones (`retry-after`, or
/// only the text); a 403 without any of these is about permissions.
pub(crate) fn wait_until(status: StatusCode, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Option<Timestamp> {
    if status != StatusCode::FORBIDDEN && status != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let used_up = Budget::of(headers, now).filter(|it| it.remaining <= 0).map(|it| it.resets_at);
    let untold = || (status == StatusCode::TOO_MANY_REQUESTS || is_secondary(body)).then_some(now + UNTOLD);
    let until = retry_after(headers, now).or(used_up).or_else(untold)?;
    Some(until.clamp(now + SignedDuration::from_secs(1), now + LONGEST))
}

/// `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let told = text(headers, "retry-after")?;
    match told.parse::<u32>() {
        Ok(seconds) => Some(now + SignedDuration::from_secs(seconds.into())),
        Err(_) => Some(by_our_clock(date(told)?, headers, now)),
    }
}

fn is_secondary(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_lowercase();
    text.contains("secondary rate limit") || text.contains("abuse detection")
}

/// The provider's time by our clock: `Date` tells how far the two are apart.
fn by_our_clock(theirs: Timestamp, headers: &HeaderMap, now: Timestamp) -> Timestamp {
    let their_now = text(headers, "date").and_then(date).unwrap_or(now);
    now.checked_add(theirs.duration_since(their_now)).unwrap_or(now)
}

fn date(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|it| it.timestamp())
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
    }

    fn wait(status: u16, list: &[(&'static str, &str)], body: &str) -> Option<i64> {
        let status = StatusCode::from_u16(status).unwrap();
        let until = wait_until(status, &headers(list), body.as_bytes(), NOW)?;
        Some(until.as_second() - NOW.as_second())
    }

    #[test]
    fn limits_are_told_from_refusals() {
        let used_up =
            [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1700000100")];
        let left = [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "1700000100")];
        assert_eq!(wait(403, &used_up, ""), Some(100));
        assert_eq!(wait(429, &used_up, ""), Some(100));
        assert_eq!(wait(403, &left, "Resource not accessible"), None, "a permission");
        assert_eq!(wait(403, &left, "You have exceeded a secondary rate limit."), Some(60));
        assert_eq!(wait(429, &[], "Retry later"), Some(60));
        assert_eq!(wait(403, &[("retry-after", "7")], ""), Some(7));
        assert_eq!(wait(500, &[("retry-after", "7")], ""), None);
        assert_eq!(wait(429, &[("retry-after", "99999999")], ""), Some(65 * 60), "no more than is believed");
        assert_eq!(wait(429, &[("retry-after", "0")], ""), Some(1));
    }

    #[test]
    fn a_clock_that_goes_wrong_does_not_matter() {
        let date = ("date", "Tue, 14 Nov 2023 23:13:20 GMT"); // an hour ahead
        let reset = ("x-ratelimit-reset", "1700003700");
        assert_eq!(
            wait(403, &[date, reset, ("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "0")], ""),
            Some(100)
        );
        assert_eq!(wait(429, &[date, ("retry-after", "Tue, 14 Nov 2023 23:13:30 GMT")], ""), Some(10));
    }

    #[test]
    fn both_spellings_of_a_budget_are_read() {
        let gitlab = [("ratelimit-limit", "2000"), ("ratelimit-remaining", "399"), ("ratelimit-reset", "1700000060")];
        let budget = Budget::of(&headers(&gitlab), NOW).unwrap();
        assert_eq!((budget.limit, budget.remaining, budget.resets_at.as_second()), (2000, 399, 1_700_000_060));
        assert!(budget.is_low());
        assert!(!Budget { remaining: 400, ..budget }.is_low());
        assert_eq!(Budget::of(&headers(&[("ratelimit-limit", "2000")]), NOW), None);
    }
}
