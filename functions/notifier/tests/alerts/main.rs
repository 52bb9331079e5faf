//! Alerts from the build that breaks to the channel that is told: through a real database, to a Slack and a mail server
//! that misbehave.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod flood;
mod stage;
mod story;
