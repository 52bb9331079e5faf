//! What builds add up to. Totals of two sets of builds are the sum of the totals of each, so a window's are made of those
//! of its days, and a build that changes is taken away as it was and added as it is.

use serde::{Deserialize, Serialize};

use crate::Status;
use crate::sketch::Sketch;

/// What counts of something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// A build came to be.
    Build {
        /// How it stands.
        status: Status,
        /// How its first attempt stands, where that is known.
        first: Option<Status>,
        /// How long it took, in seconds.
        duration_seconds: Option<f64>,
        /// How long it waited for a runner, in seconds.
        queued_seconds: Option<f64>,
    },
    /// A breakage was closed.
    Restored {
        /// How long it was open, in seconds.
        seconds: f64,
    },
}

/// The sum and the spread of times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    millis: i64,
    sketch: Sketch,
}

impl Times {
    fn add(&mut self, seconds: Option<f64>, n: i64) {
        if let Some(seconds) = seconds {
            self.millis += millis(seconds) * n;
            self.sketch.add(seconds, n);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.millis += other.millis;
        self.sketch.merge(&other.sketch);
    }

    /// Their mean, in seconds; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        mean(self.millis, self.sketch.count())
    }

    /// Median and 95th percentile, in seconds; `None` of nothing.
    pub fn percentiles(&self) -> [Option<f64>; 2] {
        [self.sketch.quantile(0.5), self.sketch.quantile(0.95)]
    }
}

/// What builds, and the breakages that were closed, add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// By status, in the order of [`Status::ALL`].
    builds: [i64; 9],
    /// How many builds have a first attempt that is decided.
    pub first_decided: i64,
    /// How many of those went well at once.
    pub first_success: i64,
    /// How long the successful builds took.
    pub success: Times,
    /// How long the builds took that are decided otherwise.
    failure: Times,
    /// How long builds waited for a runner.
    pub queued: Times,
    /// How many breakages were closed.
    pub restored: i64,
    restored_millis: i64,
}

impl Totals {
    /// Adds a fact `n` times; takes it away where `n` is negative.
    pub fn add(&mut self, fact: &Fact, n: i64) {
        match *fact {
            Fact::Build { status, first, duration_seconds, queued_seconds } => {
                self.builds[place(status)] += n;
                self.first_decided += if first.is_some_and(Status::is_decided) { n } else { 0 };
                self.first_success += if first == Some(Status::Success) { n } else { 0 };
                self.queued.add(queued_seconds, n);
                match status {
                    Status::Success => self.success.add(duration_seconds, n),
                    _ if status.is_decided() => self.failure.add(duration_seconds, n),
                    _ => {}
                }
            }
            Fact::Restored { seconds } => {
                self.restored += n;
                self.restored_millis += millis(seconds) * n;
            }
        }
    }

    /// Adds the other's.
    pub fn merge(&mut self, other: &Self) {
        self.builds.iter_mut().zip(other.builds).for_each(|(own, other)| *own += other);
        self.first_decided += other.first_decided;
        self.first_success += other.first_success;
        self.success.merge(&other.success);
        self.failure.merge(&other.failure);
        self.queued.merge(&other.queued);
        self.restored += other.restored;
        self.restored_millis += other.restored_millis;
    }

    /// Whether they are those of nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many builds stand at each status, every status named.
    pub fn builds(&self) -> [(Status, i64); 9] {
        Status::ALL.map(|it| (it, self.builds[place(it)]))
    }

    /// How long decided builds took.
    pub fn decided(&self) -> Times {
        let mut all = self.success.clone();
        all.merge(&self.failure);
        all
    }

    /// The mean time from the opening of a breakage to its closing, in seconds; `None` where none was closed.
    pub fn mean_time_to_restore(&self) -> Option<f64> {
        mean(self.restored_millis, self.restored)
    }
}

fn place(status: Status) -> usize {
    Status::ALL.iter().position(|it| *it == status).unwrap_or_default()
}

/// Whole, so that sums are exact whatever order they are made in.
#[expect(clippy::cast_possible_truncation, reason = "a time of 2^52 milliseconds is longer than there has been")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "sums of milliseconds stay far below 2^52")]
fn mean(millis: i64, count: i64) -> Option<f64> {
    (count > 0).then(|| millis as f64 / 1_000.0 / count as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fact() -> impl Strategy<Value = Fact> {
        let status = || prop::sample::select(Status::ALL.to_vec());
        let seconds = || prop::option::of(0.0..5_000.0_f64);
        let build = (status(), prop::option::of(status()), seconds(), seconds()).prop_map(|it| Fact::Build {
            status: it.0,
            first: it.1,
            duration_seconds: it.2,
            queued_seconds: it.3,
        });
        prop_oneof![4 => build, 1 => (0.0..90_000.0_f64).prop_map(|seconds| Fact::Restored { seconds })]
    }

    fn of(facts: &[Fact]) -> Totals {
        let mut totals = Totals::default();
        for fact in facts {
            totals.add(fact, 1);
        }
        totals
    }

    proptest! {
        #[test]
        fn totals_add_up_and_what_is_taken_away_leaves_no_trace(
            a in prop::collection::vec(fact(), 0..20), b in prop::collection::vec(fact(), 0..20)
        ) {
            let mut both = of(&a);
            both.merge(&of(&b));
            prop_assert_eq!(&both, &of(&[b.clone(), a.clone()].concat()));
            for fact in &a {
                both.add(fact, -1);
            }
            prop_assert_eq!(both.is_empty(), of(&b).is_empty());
            prop_assert_eq!(both, of(&b));
        }
    }

    #[test]
    fn only_decided_builds_have_a_duration_that_counts() {
        let build = |status, seconds| Fact::Build {
            status,
            first: Some(status),
            duration_seconds: Some(seconds),
            queued_seconds: Some(1.0),
        };
        let totals = of(&[
            build(Status::Success, 100.0),
            build(Status::TimedOut, 300.0),
            build(Status::Cancelled, 5_000.0),
            Fact::Restored { seconds: 60.0 },
        ]);
        assert_eq!((totals.decided().mean(), totals.success.mean()), (Some(200.0), Some(100.0)));
        assert_eq!((totals.first_decided, totals.first_success), (2, 1));
        assert_eq!((totals.queued.mean(), totals.mean_time_to_restore()), (Some(1.0), Some(60.0)));
        assert_eq!(totals.builds().iter().map(|it| it.1).sum::<i64>(), 3);
    }
}
