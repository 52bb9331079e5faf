//! The clock.

/// The present, by this machine's clock: only for what a sender stamped with its own clock. Leases, schedules and
/// windows go by the database's.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
