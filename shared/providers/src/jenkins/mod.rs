//! Jenkins: deliveries of its Notification plugin.

pub mod api;

mod branch;
mod build;
mod items;
mod job_name;
mod scm;
mod status;
mod verify;

use crate::reading::parse;
use crate::{Reading, Unreadable, Verified};

pub use items::{Job, Newest, Walk, walk, walk_tree};
pub use job_name::JobName;
pub use verify::verify;

pub(crate) fn read(delivery: &Verified) -> Result<Reading, Unreadable> {
    parse::<build::Message>(delivery.body())?.report().map(Reading::report)
}
