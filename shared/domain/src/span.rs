//! Covering a window of time with whole days, hours and minutes that are added up already.

use jiff::{SignedDuration, Timestamp};

/// A length of time, in seconds, that begins at a multiple of itself since the epoch.
pub type Span = i32;

/// Five minutes, an hour and a day: what is added up of everything, and of each provider.
pub const ALL: [Span; 3] = [DAY, 3_600, 300];
/// A day, in UTC: what is added up of each pipeline, and of each branch of it.
pub const DAY: Span = 86_400;

/// A part of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What its whole spans are; `None` for an edge that is no whole span.
    pub span: Option<Span>,
    /// Where it begins; belongs to it.
    pub from: Timestamp,
    /// Where it ends; does not belong to it.
    pub to: Timestamp,
}

/// Parts of the window that together are the window: as much as can be in the first of `spans`, of what is left as much
/// as can be in the next. `spans` are the longest first, each a multiple of the next.
pub fn cover(from: Timestamp, to: Timestamp, spans: &[Span]) -> Vec<Piece> {
    if from >= to {
        return Vec::new();
    }
    let Some((span, shorter)) = spans.split_first() else {
        return vec![Piece { span: None, from, to }];
    };
    let (first, last) = (at_or_after(from, *span), at_or_before(to, *span));
    if first >= last {
        return cover(from, to, shorter);
    }
    let mut pieces = cover(from, first, shorter);
    pieces.push(Piece { span: Some(*span), from: first, to: last });
    pieces.extend(cover(last, to, shorter));
    pieces
}

/// Where the span that holds the time begins; the beginning of time for the first one.
pub fn at_or_before(time: Timestamp, span: Span) -> Timestamp {
    let nanos = i128::from(span) * 1_000_000_000;
    Timestamp::from_nanosecond(time.as_nanosecond().div_euclid(nanos) * nanos).unwrap_or(Timestamp::MIN)
}

fn at_or_after(time: Timestamp, span: Span) -> Timestamp {
    let before = at_or_before(time, span);
    if before == time { time } else { next(before, span) }
}

/// Where the next span begins; the end of time for the last one.
pub fn next(start: Timestamp, span: Span) -> Timestamp {
    start.checked_add(SignedDuration::from_secs(span.into())).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time() -> impl Strategy<Value = Timestamp> {
        (-400_000_000_i64..400_000_000, prop::sample::select(vec![1, 300, 3_600]))
            .prop_map(|(millis, unit)| Timestamp::from_millisecond(millis * unit).unwrap())
    }

    proptest! {
        #[test]
        fn the_parts_are_the_window_each_moment_once(a in time(), b in time(), skipped in 0..4_usize) {
            let (from, to) = (a.min(b), a.max(b));
            let pieces = cover(from, to, &ALL[skipped.min(3)..]);
            let mut reached = from;
            for piece in &pieces {
                prop_assert_eq!(piece.from, reached);
                prop_assert!(piece.from < piece.to);
                if let Some(span) = piece.span {
                    prop_assert_eq!(at_or_before(piece.from, span), piece.from);
                    prop_assert_eq!(at_or_before(piece.to, span), piece.to);
                }
                reached = piece.to;
            }
            prop_assert_eq!(reached, to.max(from));
            let shortest = *ALL[skipped.min(3)..].last().unwrap_or(&i32::MAX);
            let edges = pieces.iter().filter(|it| it.span.is_none());
            prop_assert!(edges.clone().all(|it| it.to.duration_since(it.from).as_secs() < 2 * i64::from(shortest)));
            prop_assert!(edges.count() <= 2);
        }
    }

    #[test]
    fn a_week_is_six_days_and_what_is_left_of_two() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let pieces = cover(at("2026-11-17T16:47:06Z"), at("2026-11-24T16:47:06Z"), &ALL);
        let spans: Vec<_> = pieces.iter().map(|it| it.span).collect();
        assert_eq!(spans, [None, Some(300), Some(3_600), Some(DAY), Some(3_600), Some(300), None]);
        assert_eq!((pieces[3].from, pieces[3].to), (at("2026-11-18T00:00:00Z"), at("2026-11-24T00:00:00Z")));
    }
}
