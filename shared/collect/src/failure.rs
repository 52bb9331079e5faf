//! Why a provider did not give what it was asked for.

use jiff::Timestamp;
use providers::Unreadable;

/// Why a provider did not give what it was asked for, as one sentence for people. Holds no token and no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// 401.
    #[error("the token is not accepted (401): it is wrong, expired or revoked")]
    Unauthorized,
    /// 403 that is no rate limit: waiting does not help.
    #[error("the token may not read this (403): it lacks a permission")]
    Forbidden,
    /// 404.
    #[error("not found (404): it does not exist, or the token may not see it")]
    NotFound,
    /// 410.
    #[error("gone (410): the provider has deleted it")]
    Gone,
    /// A rate limit, primary or secondary.
    #[error("the provider asks to wait until {until:.0}")]
    Throttled {
        /// Nothing is asked before this time.
        until: Timestamp,
    },
    /// Nobody answers at the server's address.
    #[error("the provider is not available: no connection could be made")]
    Unreachable,
    /// 5xx, no answer in time, an answer that was cut: it may be better next time.
    #[error("the provider is not available: {0}")]
    Unavailable(String),
    /// An answer of a shape that we do not know, or too large.
    #[error("the provider's answer cannot be read: {0}")]
    Unreadable(String),
    /// Any other status.
    #[error("the provider refused the request with status {0}")]
    Refused(u16),
}

impl Failure {
    /// Whether the thing asked for is not there, rather than we or the provider in trouble.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::NotFound | Self::Gone)
    }

    /// Whether the same provider will fail for its other sources too, so that they need not be tried.
    pub fn is_of_the_provider(&self) -> bool {
        matches!(self, Self::Unauthorized | Self::Throttled { .. } | Self::Unreachable)
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error.to_string())
    }
}
