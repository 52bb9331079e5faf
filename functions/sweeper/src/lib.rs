//! Every minute: rings for rows that waited too long, and forgets what has had its time.

use platform::doorbell::Doorbell;
use platform::metrics;
use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
    doorbell: Doorbell,
}

impl Function {
    /// Sweeps `store` and rings `doorbell`.
    pub fn new(store: Store, doorbell: Doorbell) -> Self {
        Self { store, doorbell }
    }

    /// Sweeps once.
    pub async fn handle(&self) -> anyhow::Result<()> {
        let overdue = self.store.overdue().await?;
        metrics::age("OldestWork", overdue.map_or(0.0, |it| it.seconds));
        if let Some(overdue) = overdue {
            tracing::warn!(outbox.id = overdue.id, "work has waited for longer than its ring should take");
            self.doorbell.ring(overdue.id).await;
        }
        let folded = self.store.fold().await?;
        let connections = self.store.forget_dead_connections().await?;
        let tickets = self.store.forget_spent_tickets().await?;
        let deliveries = self.store.forget_old_deliveries().await?;
        let work = self.store.forget_done_work().await?;
        let pipelines = self.store.forget_stand_ins().await?;
        let silences = self.store.forget_old_silences().await?;
        tracing::debug!(folded, connections, tickets, deliveries, work, pipelines, silences, "swept");
        Ok(())
    }
}
