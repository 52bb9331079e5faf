//! Pages: a list is read in parts, each beginning where the last one ended.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// Where a page of a list in the order of time ends: the last row's time and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCursor {
    /// The row's time, by which the list is ordered.
    pub at: Timestamp,
    /// The row's id.
    pub id: i64,
}

/// A cursor that we did not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NotACursor;

impl fmt::Display for TimeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.as_microsecond(), self.id)
    }
}

impl FromStr for TimeCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (micros, id) = text.rsplit_once('-').ok_or(NotACursor)?;
        let at = micros.parse().ok().and_then(|it| Timestamp::from_microsecond(it).ok()).ok_or(NotACursor)?;
        Ok(Self { at, id: id.parse().map_err(|_| NotACursor)? })
    }
}

/// Some rows of a list, and whether more follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Whether there are more rows after these.
    pub more: bool,
}

impl<T> Page<T> {
    /// A page of `limit` rows out of one row more than that, which only tells that it is there.
    pub(crate) fn of(mut items: Vec<T>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        Self { items, more }
    }
}
