//! Brings the database up to date: a step of each deployment, and of each start of the local host.

use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
}

impl Function {
    /// Migrates the database behind `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Runs what has not run yet.
    pub async fn handle(&self) -> anyhow::Result<()> {
        let ran = self.store.migrate().await?;
        tracing::info!(files = ran.join(", "), "the database is up to date");
        Ok(())
    }
}
