//! Rates: what share of builds went well.

use crate::Status;

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
    fn there_is_no_rate_of_nothing() {
        assert_eq!(of(&[(Status::Skipped, 2)]), Rates { decided: 0, success: None, failure: None });
    }
}
