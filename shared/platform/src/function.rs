//! The start of a Lambda function.

use crate::config::Environment;
use crate::logging;

/// Reads the environment and begins to log. The first thing a function does.
pub fn start() -> Environment {
    let environment = Environment::read();
    logging::json(environment.optional("RUST_LOG").unwrap_or("info"));
    environment
}
