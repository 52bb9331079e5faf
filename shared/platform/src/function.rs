//! The start of a Lambda function.

use crate::config::Environment;
use crate::{logging, metrics, secrets};

/// Reads the environment, with the settings that it says are kept elsewhere, and begins to log and to measure. The first
/// thing a function does.
pub async fn start() -> anyhow::Result<Environment> {
    let mut environment = Environment::read();
    logging::json(environment.optional("RUST_LOG").unwrap_or("info"));
    if let Some(stack) = environment.optional("SIGNALBOX_STACK") {
        metrics::begin(stack);
    }
    secrets::fetch(&mut environment).await?;
    Ok(environment)
}
