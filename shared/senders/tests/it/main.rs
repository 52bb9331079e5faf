//! Alerts on the wire: what a mail server and Slack receive, and what is made of their answers.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod configuration;
mod mail;
mod slack;

use std::time::Duration;

use alerts::Story;
use jiff::Timestamp;
use platform::config::Environment;
use senders::{Name, Senders};

/// Senders made of these variables, with little patience.
fn senders(variables: impl IntoIterator<Item = (String, String)>) -> Senders {
    let environment: Environment = variables.into_iter().collect();
    Senders::from_environment(&environment).unwrap().within(Duration::from_secs(2))
}

/// The name of the alert with this number.
fn name(number: i64) -> Name {
    Name { dedupe_key: format!("breakage:{number}:broken:1:1"), created_at: Timestamp::UNIX_EPOCH }
}

/// A story about a channel called so.
fn story(channel: &str) -> Story {
    Story::of_test(channel, "https://ci.example.com")
}
