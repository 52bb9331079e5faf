//! What becomes of a message to a channel.

use std::time::Duration;

/// What became of a message. The texts are for people, on one line, and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The channel took it.
    Sent,
    /// It may work later, but not before `after` where the channel has said so: that holds for all messages to it.
    Retry {
        /// How long the channel wants to be left alone.
        after: Option<Duration>,
        /// What went wrong.
        error: String,
    },
    /// The channel does not take this message, now or ever.
    Rejected {
        /// What it said.
        error: String,
    },
    /// The channel takes no message any more until somebody has looked at it.
    Off {
        /// What it said.
        reason: String,
    },
}

impl Outcome {
    /// A failure that may pass by itself.
    pub fn retry(error: impl Into<String>) -> Self {
        Self::Retry { after: None, error: error.into() }
    }
}

/// What a channel said, cut to a line.
pub(crate) fn said(text: &str) -> String {
    /// The longest text that is kept, in characters.
    const LONGEST: usize = 200;
    let plain = |it: char| if it.is_control() { ' ' } else { it };
    text.trim().chars().take(LONGEST).map(plain).collect()
}
