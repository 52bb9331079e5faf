//! Jenkins: deliveries of its Notification plugin.

mod branch;
mod build;
mod job_name;
mod status;
mod verify;

use crate::reading::parse;
use crate::{Reading, Unreadable, Verified};

pub use verify::verify;

pub(crate) fn read(delivery: &Verified) -> Result<Reading, Unreadable> {
    parse::<build::Message>(delivery.body())?.report().map(Reading::report)
}
