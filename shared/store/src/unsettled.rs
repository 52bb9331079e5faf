//! Builds that a poller should look at again: those that are not over, and those of which something is lacking.

use domain::Status;

/// A build to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Our id of the build.
    pub build_id: i64,
    /// What it belongs to, as [`domain::PipelineRef::repository`].
    pub repository: String,
    /// The provider's identity of its pipeline.
    pub pipeline: String,
    /// The provider's id of the build.
    pub external_id: String,
    /// The latest attempt that is known.
    pub attempt: i64,
    /// Where that stands; a terminal one is over, and only what is lacking need be asked for.
    pub status: Status,
    /// Earlier attempts that nobody has told of, ascending; only where the provider numbers them.
    pub lacking_attempts: Vec<i64>,
    /// Whether no job of the latest attempt is known.
    pub lacks_jobs: bool,
}
