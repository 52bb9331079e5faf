//! What providers send: verification of a delivery, and its reading into reports.
//!
//! A delivery goes one way: the provider's `verify` looks at the raw bytes and makes a [`Verified`], [`read`] takes
//! only that and makes a [`Reading`]. Nothing here reads a clock, a socket or the environment.

pub mod github;
pub mod gitlab;
pub mod jenkins;

mod reading;
mod refused;
mod secrets;
mod signature;
mod text;
mod time;
mod told;
mod verified;

use domain::Provider;

pub use reading::{Reading, Unreadable};
pub use refused::Refused;
pub use secrets::Secrets;
pub use verified::{BadSpill, Spilled, Verified};

/// What a delivery says.
///
/// Any bytes have an answer: a message that is genuine but not understood is [`Unreadable`], never a panic.
pub fn read(delivery: &Verified) -> Result<Reading, Unreadable> {
    match delivery.provider() {
        Provider::Github => github::read(delivery),
        Provider::Gitlab => gitlab::read(delivery),
        Provider::Jenkins => jenkins::read(delivery),
    }
}
