//! What channels, routes and silences have in common: how many there may be, and what becomes of a change.

/// How many channels, routes or silences there may be of each.
pub const MOST: i64 = 200;

/// What became of a row that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved<T> {
    /// It is written.
    Done(T),
    /// There is no such row.
    Missing,
    /// There are [`MOST`] of them already.
    Full,
    /// It names a channel that is not there.
    UnknownChannel,
}
