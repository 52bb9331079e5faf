//! `signalbox recount`: counts all builds anew.

use anyhow::{Context, Result};
use store::Store;
use store::rollups::Recounted;

use crate::settings::Settings;

/// Brings the database up to date, counts all builds anew, and makes the numbers what they add up to.
pub async fn run(settings: &Settings) -> Result<Recounted> {
    let (url, cluster) = crate::database(settings).await?;
    let store = Store::new(platform::database::pool(&url, 1)?);
    migrate::Function::new(store.clone()).handle().await.context("the database cannot be brought up to date")?;
    let found = store.recount().await;
    drop(store);
    if let Some(cluster) = cluster {
        tokio::task::spawn_blocking(|| cluster.stop()).await??;
    }
    Ok(found?)
}

/// What was found, for people.
pub fn text(found: &Recounted) -> String {
    let Recounted { days, facts, wrong } = found;
    let verdict = match wrong {
        0 => "the numbers were right".to_owned(),
        _ => format!("{wrong} rows of numbers were wrong, and are right now"),
    };
    format!("{facts} builds and closed breakages of {days} days: {verdict}")
}
