//! Deliveries as providers send them, through the front door: verified, then read.
#![allow(clippy::unwrap_used, clippy::unnecessary_wraps, reason = "a test fails by panicking and expects options")]

mod github;
mod gitlab;
mod gitlab_api;
mod jenkins;
mod jenkins_api;
mod properties;
mod sender;
