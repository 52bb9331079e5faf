//! Rates: what share of builds went well.

use serde::Serialize;
use utoipa::ToSchema;

use crate::Status;

/// Where the true share lies in 19 of 20 cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    /// Its lower end, from 0.
    pub low: f64,
    /// Its upper end, to 1.
    pub high: f64,
}

/// The score interval of `hits` in `all` at 95 % (Wilson 1927): it says how much a rate over few is worth. `None` of
/// nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of builds stay far below 2^52")]
pub fn interval(hits: i64, all: i64) -> Option<Interval> {
    const Z: f64 = 1.959_963_984_540_054;
    if all <= 0 {
        return None;
    }
    let (hits, all) = (hits as f64, all as f64);
    let middle = (hits + Z * Z / 2.0) / (all + Z * Z);
    let half = Z / (all + Z * Z) * (hits * (all - hits) / all + Z * Z / 4.0).sqrt();
    Some(Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

/// Rates over decided builds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// How many are decided: success, failure or timed out. Cancelled, skipped, blocked, unknown and unfinished builds
    /// count in no rate.
    pub decided: i64,
    /// success / decided; `None` where nothing is decided.
    pub success: Option<f64>,
    /// 1 - success; `None` where nothing is decided.
    pub failure: Option<f64>,
}

/// The rates of builds counted by status.
#[expect(clippy::cast_precision_loss, reason = "counts of builds stay far below 2^52")]
pub fn of(builds: &[(Status, i64)]) -> Rates {
    let count = |wanted: fn(Status) -> bool| builds.iter().filter(|it| wanted(it.0)).map(|it| it.1).sum::<i64>();
    let decided = count(Status::is_decided);
    let success = (decided > 0).then(|| count(|it| it == Status::Success) as f64 / decided as f64);
    Rates { decided, success, failure: success.map(|it| 1.0 - it) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_decided_builds_count() {
        let rates = of(&[(Status::Success, 3), (Status::TimedOut, 1), (Status::Cancelled, 9), (Status::Running, 9)]);
        assert_eq!(rates, Rates { decided: 4, success: Some(0.75), failure: Some(0.25) });
    }

    #[test]
    fn an_interval_is_as_wilson_s() {
        let near = |a: f64, b: f64| (a - b).abs() < 5e-5;
        let of = |hits, all| interval(hits, all).unwrap();
        // Newcombe 1998, table I: 81 of 263 and 15 of 148.
        assert!(near(of(81, 263).low, 0.2553) && near(of(81, 263).high, 0.3662));
        assert!(near(of(15, 148).low, 0.0624) && near(of(15, 148).high, 0.1605));
        assert!(near(of(0, 20).low, 0.0) && near(of(20, 20).high, 1.0));
        assert_eq!(interval(0, 0), None);
    }

    #[test]
    fn there_is_no_rate_of_nothing() {
        assert_eq!(of(&[(Status::Skipped, 2)]), Rates { decided: 0, success: None, failure: None });
    }
}
