//! Logging: one JSON line an event in the cloud, plain lines on a terminal.

use tracing_subscriber::EnvFilter;

/// Logs as JSON lines; `level` is a `tracing` filter such as `info` or `store=debug`, `info` where it cannot be read.
pub fn json(level: &str) {
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter(level)).init();
}

/// Logs as plain lines to standard error, for people.
pub fn plain(level: &str) {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).with_env_filter(filter(level)).init();
}

fn filter(level: &str) -> EnvFilter {
    EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"))
}
