//! When failed work is tried again.

use std::time::Duration;

/// How long to wait after each try that failed: the schedule of Standard Webhooks, some 75 hours in all.
const DELAYS_SECONDS: [u64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 60 * 60, 5 * 60 * 60, 10 * 60 * 60, 14 * 60 * 60, 20 * 60 * 60, 24 * 60 * 60];

/// How long to wait after the try with this number, from 1; `None` where it was the last.
pub fn delay(tries: i32) -> Option<Duration> {
    let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(0);
    DELAYS_SECONDS.get(index).copied().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let delays: Vec<_> = (1..).map_while(delay).collect();
        assert_eq!(delays.len(), 9);
        assert!(delays.is_sorted());
        assert_eq!(delay(10), None);
        assert_eq!(delay(i32::MIN), Some(Duration::from_secs(5)));
    }
}
