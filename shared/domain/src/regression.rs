//! Regressions: a pipeline that takes longer than it did, and goes on to.

use serde::Serialize;
use utoipa::ToSchema;

/// The fewest green builds before and after a shift.
const BEFORE: usize = 10;
const AFTER: usize = 5;
/// How much longer the median has to be: as a share of the one before, and in seconds. Less is noise to people.
const LONGER_SHARE: f64 = 0.2;
const LONGER_SECONDS: f64 = 30.0;
/// What share of the builds after it has to be slower than three quarters of those before.
const SUSTAINED: f64 = 0.8;

/// The time that a green build took, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Time {
    /// Before its last attempt began.
    pub queue: f64,
    /// Its last attempt.
    pub run: f64,
    /// The attempts before that.
    pub retry: f64,
}

impl Time {
    fn total(self) -> f64 {
        self.queue + self.run + self.retry
    }
}

/// What of a build's time has grown most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The wait for a runner.
    Queue,
    /// The work itself.
    Run,
    /// Attempts that had to be made again.
    Retry,
}

/// Where builds became slower, for good so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The place of the first slow build; the one before is the last fast one.
    pub first_slow: usize,
    /// The median of the times before, in seconds.
    pub baseline: f64,
    /// The median of the times since.
    pub recent: f64,
    /// What has grown most.
    pub part: Part,
    /// What the builds since took beyond the baseline, in seconds.
    pub lost: f64,
}

/// The shift in the times of green builds, oldest first: the split that leaves the least distance to the medians of its two
/// sides, if the second is slower by share and by seconds, and nearly all of it is.
pub fn shift(times: &[Time]) -> Option<Shift> {
    let totals: Vec<f64> = times.iter().map(|it| it.total()).collect();
    let end = totals.len().checked_sub(AFTER)?;
    let cost = |split: &usize| distance(&totals[..*split]) + distance(&totals[*split..]);
    let first_slow = (BEFORE..=end).min_by(|a, b| cost(a).total_cmp(&cost(b)))?;
    let (before, since) = totals.split_at(first_slow);
    let (baseline, recent) = (quantile(before, 0.5), quantile(since, 0.5));
    if recent - baseline < LONGER_SECONDS.max(LONGER_SHARE * baseline) {
        return None;
    }
    let usual = quantile(before, 0.75);
    let slow = since.iter().filter(|it| **it > usual).count();
    if share(slow, since.len()) < SUSTAINED {
        return None;
    }
    let lost = since.iter().map(|it| (it - baseline).max(0.0)).sum();
    Some(Shift { first_slow, baseline, recent, part: grown(times, first_slow), lost })
}

fn grown(times: &[Time], first_slow: usize) -> Part {
    let growth = |part: fn(&Time) -> f64| {
        let of: Vec<f64> = times.iter().map(part).collect();
        mean(&of[first_slow..]) - mean(&of[..first_slow])
    };
    let parts =
        [(Part::Run, growth(|it| it.run)), (Part::Queue, growth(|it| it.queue)), (Part::Retry, growth(|it| it.retry))];
    parts.into_iter().fold(parts[0], |most, it| if it.1 > most.1 { it } else { most }).0
}

/// The sum of the distances to the median.
fn distance(values: &[f64]) -> f64 {
    let middle = quantile(values, 0.5);
    values.iter().map(|it| (it - middle).abs()).sum()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list of at most hundreds")]
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (count(values.len()) * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len()).max(1.0)
}

fn share(part: usize, all: usize) -> f64 {
    count(part) / count(all).max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of builds stay far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn runs(seconds: impl IntoIterator<Item = f64>) -> Vec<Time> {
        seconds.into_iter().map(|run| Time { run, queue: 5.0, retry: 0.0 }).collect()
    }

    #[test]
    fn one_slow_build_and_a_slow_patch_are_no_regression() {
        let one = (0..40).map(|it| if it == 20 { 900.0 } else { 300.0 });
        assert_eq!(shift(&runs(one)), None);
        let patch = (0..40).map(|it| if (20..25).contains(&it) { 900.0 } else { 300.0 });
        assert_eq!(shift(&runs(patch)), None);
    }

    #[test]
    fn what_has_grown_is_named() {
        let times = |after: Time| {
            let before = Time { queue: 10.0, run: 300.0, retry: 0.0 };
            [vec![before; 20], vec![after; 10]].concat()
        };
        let found = |after: Time| shift(&times(after)).map(|it| (it.first_slow, it.part));
        assert_eq!(found(Time { queue: 200.0, run: 310.0, retry: 0.0 }), Some((20, Part::Queue)));
        assert_eq!(found(Time { queue: 10.0, run: 290.0, retry: 300.0 }), Some((20, Part::Retry)));
        assert_eq!(found(Time { queue: 10.0, run: 320.0, retry: 0.0 }), None, "too little of a change");
        let lost = shift(&times(Time { queue: 10.0, run: 400.0, retry: 0.0 })).unwrap().lost;
        assert!((lost - 1_000.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn noise_is_no_regression(noise in proptest::collection::vec(0.92..1.08_f64, 0..120), seconds in 60.0..3_600.0_f64) {
            prop_assert_eq!(shift(&runs(noise.into_iter().map(|it| it * seconds))), None);
        }

        #[test]
        fn a_step_is_found_where_it_is(
            noise in proptest::collection::vec(0.95..1.05_f64, 15..120), place in 0.0..1.0_f64, factor in 1.5..4.0_f64,
        ) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let at = BEFORE + (count(noise.len() - BEFORE - AFTER) * place) as usize;
            let seconds = noise.into_iter().enumerate().map(|(it, noise)| 300.0 * noise * if it < at { 1.0 } else { factor });
            let found = shift(&runs(seconds)).expect("a step");
            prop_assert_eq!((found.first_slow, found.part), (at, Part::Run));
        }
    }
}
