//! Why a delivery is not believed.

/// Why a delivery is not believed. Says nothing about the secret or about how near a guess came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing is configured to compare with, so nobody can be believed.
    #[error("no secret is configured for this provider")]
    NoSecret,
    /// What proves the sender is not there.
    #[error("the request has no {0}")]
    Missing(&'static str),
    /// What proves the sender is there and wrong.
    #[error("the {0} does not match")]
    Wrong(&'static str),
    /// The signature is right but too old, or from the future.
    #[error("the signature is more than 5 minutes away from the present")]
    Stale,
}
