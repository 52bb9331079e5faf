//! Why there is no log.

use collect::Failure;
use store::logs::LoggedJob;

/// Why there is no log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// Nobody has heard of this.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It was there: it has expired, was erased, or went with its build.
    #[error("the provider has deleted this log")]
    Gone,
    /// It will be there.
    #[error("this log is not there yet")]
    NotReady,
    /// There is no way to ask.
    #[error("this provider's API is not configured")]
    NotConfigured,
    /// The provider did not give it.
    #[error(transparent)]
    Provider(#[from] Failure),
    /// An archive that is not unpacked.
    #[error("the provider's archive is refused: {0}")]
    Archive(&'static str),
}

impl Absent {
    /// What a provider's failure says about the log of a job.
    pub(crate) fn of_job(failure: Failure, job: &LoggedJob) -> Self {
        match failure {
            Failure::NotFound if !job.status.is_terminal() => Self::NotReady,
            Failure::NotFound => Self::NotFound("log"),
            Failure::Gone => Self::Gone,
            failure => Self::Provider(failure),
        }
    }
}
