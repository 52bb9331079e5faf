//! Percentiles of many times from few numbers: how many times fall in each of a row of buckets, each a little wider than
//! the one before (`DDSketch`, Masson, Rim and Lee 2019). Sketches add up, and what was added can be taken away again.

use serde::{Deserialize, Serialize};

/// How much wider each bucket is than the one before. What is answered is off by 1 % at most.
const GROWTH: f64 = 1.02;
/// The shortest time that is told from nothing, in seconds.
const SHORTEST: f64 = 0.001;

/// How often times of about each length came: the buckets that hold any, in order. A list, because adding sketches up is
/// what is done most, and a list is read and gone along faster than a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch(Vec<(u16, i64)>);

impl Sketch {
    /// Adds a time `n` times; takes it away where `n` is negative.
    pub fn add(&mut self, seconds: f64, n: i64) {
        let bucket = bucket(seconds);
        match self.0.binary_search_by_key(&bucket, |it| it.0) {
            Ok(place) if self.0[place].1 + n == 0 => drop(self.0.remove(place)),
            Ok(place) => self.0[place].1 += n,
            Err(place) if n != 0 => self.0.insert(place, (bucket, n)),
            Err(_) => {}
        }
    }

    /// Adds all that the other holds.
    pub fn merge(&mut self, other: &Self) {
        if self.0.is_empty() {
            self.0.clone_from(&other.0);
            return;
        }
        let mut place = 0;
        for (bucket, n) in other.0.iter().copied() {
            place += self.0[place..].iter().take_while(|it| it.0 < bucket).count();
            match self.0.get_mut(place) {
                Some(own) if own.0 == bucket => own.1 += n,
                _ => self.0.insert(place, (bucket, n)),
            }
        }
        self.0.retain(|it| it.1 != 0);
    }

    /// How many times it holds.
    pub fn count(&self) -> i64 {
        self.0.iter().map(|it| it.1).sum()
    }

    /// The time, in seconds, that a share of all times does not exceed, between the two nearest; `None` of nothing.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts stay far below 2^52")]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.count().checked_sub(1).filter(|it| *it >= 0)?;
        let place = share * last as f64;
        let (low, high) = (self.at(place.floor() as i64)?, self.at(place.ceil() as i64)?);
        Some(low + (high - low) * place.fract())
    }

    /// The time at a place among all in order, from 0.
    fn at(&self, place: i64) -> Option<f64> {
        let mut seen = 0;
        self.0.iter().find_map(|(bucket, n)| {
            seen += n;
            (seen > place).then(|| middle(*bucket))
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 65,535")]
fn bucket(seconds: f64) -> u16 {
    ((seconds / SHORTEST).ln() / GROWTH.ln()).ceil().clamp(0.0, f64::from(u16::MAX)) as u16
}

/// The time that is as far, by ratio, from the one end of its bucket as from the other.
fn middle(bucket: u16) -> f64 {
    if bucket == 0 { 0.0 } else { SHORTEST * GROWTH.powi(bucket.into()) * 2.0 / (1.0 + GROWTH) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(times: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        for time in times {
            sketch.add(*time, 1);
        }
        sketch
    }

    /// As PostgreSQL's `percentile_cont`.
    fn exact(times: &[f64], share: f64) -> f64 {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "a hundred times")]
        let place = share * (times.len() - 1) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a hundred times")]
        let at = |place: f64| times[place as usize];
        at(place.floor()) + (at(place.ceil()) - at(place.floor())) * place.fract()
    }

    proptest! {
        #[test]
        fn a_percentile_is_off_by_one_percent_at_most(
            times in prop::collection::vec(0.001..10_000_000.0_f64, 1..100), share in 0.0..=1.0_f64
        ) {
            let (found, true_one) = (of(&times).quantile(share).unwrap(), exact(&times, share));
            prop_assert!((found - true_one).abs() <= true_one * 0.01, "{found} for {true_one}");
        }

        #[test]
        fn sketches_add_up_and_what_is_taken_away_leaves_no_trace(
            a in prop::collection::vec(0.0..10_000.0_f64, 0..20), b in prop::collection::vec(0.0..10_000.0_f64, 0..20)
        ) {
            let mut both = of(&a);
            both.merge(&of(&b));
            prop_assert_eq!(&both, &of(&[a.clone(), b.clone()].concat()));
            for time in &b {
                both.add(*time, -1);
            }
            prop_assert_eq!(both, of(&a));
        }
    }

    #[test]
    fn there_is_no_percentile_of_nothing() {
        assert_eq!(Sketch::default().quantile(0.5), None);
        assert_eq!(of(&[0.0]).quantile(0.95), Some(0.0));
    }
}
