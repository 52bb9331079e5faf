//! The start of a Lambda function.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use lambda_runtime::Context;

use crate::clock;
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

/// How long before a function's end it begins nothing more: what it has begun may take three requests that time out.
const MARGIN: Duration = Duration::from_mins(1);

/// When a function that works through a list should stop taking up more, so that what it has done is kept.
pub fn last_moment(context: &Context) -> Instant {
    let end = Timestamp::try_from(context.deadline()).unwrap_or_else(|_| clock::now());
    let left = Duration::try_from(end.duration_since(clock::now())).unwrap_or_default();
    Instant::now() + left.saturating_sub(MARGIN)
}
