//! Every minute: rings for rows that waited too long, and forgets what has had its time.

use platform::config::{ConfigError, Environment};
use platform::doorbell::Doorbell;
use platform::metrics;
use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
    doorbell: Doorbell,
    retention: Retention,
}

/// For how many days builds are kept; `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention(Option<i32>);

const DAYS: &str = "0, for ever, or a whole number of days from 30 to 3650";

impl Retention {
    /// Reads `SIGNALBOX_RETENTION_DAYS`.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        match environment.parsed("SIGNALBOX_RETENTION_DAYS", DAYS, 0)? {
            0 => Ok(Self(None)),
            days @ 30..=3_650 => Ok(Self(Some(days))),
            _ => Err(ConfigError::Invalid { name: "SIGNALBOX_RETENTION_DAYS", takes: DAYS }),
        }
    }
}

impl Function {
    /// Sweeps `store` and rings `doorbell`.
    pub fn new(store: Store, doorbell: Doorbell, retention: Retention) -> Self {
        Self { store, doorbell, retention }
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
        let texts = self.store.sort_texts().await?;
        let builds = match self.retention.0 {
            Some(days) => self.store.forget_old_builds(days).await?,
            None => 0,
        };
        let connections = self.store.forget_dead_connections().await?;
        let tickets = self.store.forget_spent_tickets().await?;
        let deliveries = self.store.forget_old_deliveries().await?;
        let work = self.store.forget_done_work().await?;
        let pipelines = self.store.forget_stand_ins().await?;
        let silences = self.store.forget_old_silences().await?;
        tracing::debug!(folded, texts, builds, connections, tickets, deliveries, work, pipelines, silences, "swept");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_are_kept_for_ever_unless_a_time_is_set() {
        let retention = |text: &str| {
            let environment = [("SIGNALBOX_RETENTION_DAYS".to_owned(), text.to_owned())].into_iter().collect();
            Retention::from_environment(&environment)
        };
        assert_eq!(Retention::from_environment(&Environment::default()), Ok(Retention(None)));
        assert_eq!((retention("0"), retention("400")), (Ok(Retention(None)), Ok(Retention(Some(400)))));
        assert!(retention("29").is_err() && retention("for ever").is_err());
    }
}
