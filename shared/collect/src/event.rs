//! What sets a poll off: the schedule, or a ring of its queue.

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use domain::Provider;
use platform::doorbell::Doorbell;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Store;

use crate::{Collector, Deadline, LookBack, Poller};

/// What a ring says: somebody has asked for a poll. The row that says so is the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// Version of this message's shape.
    pub v: u8,
    /// Whose builds are asked for.
    pub provider: Provider,
}

/// A poller as a function.
pub struct Function<C> {
    poller: Option<Poller<C>>,
}

impl<C: Collector> Function<C> {
    /// Polls through `collector`, as [`Poller::new`] says. Without a collector nothing is polled.
    pub fn new(collector: Option<C>, look_back: LookBack, store: Store, doorbell: Doorbell) -> Self {
        Self { poller: collector.map(|it| Poller::new(it, store, doorbell, look_back)) }
    }

    /// Answers an event of the schedule or a batch of rings. However many rang, there is one poll; a poll that breaks off
    /// fails them all, and they come again. Only the schedule looks back, so that nobody who rings waits for history.
    pub async fn handle(&self, event: Value, deadline: &Deadline) -> anyhow::Result<SqsBatchResponse> {
        let Some(poller) = &self.poller else {
            crate::poller::tell_sound(C::PROVIDER);
            return Ok(SqsBatchResponse::default());
        };
        let Ok(batch) = serde_json::from_value::<SqsEvent>(event) else {
            poller.run(true, deadline).await?;
            poller.look_back(deadline).await?;
            return Ok(SqsBatchResponse::default());
        };
        let mut response = SqsBatchResponse::default();
        if let Err(error) = poller.run(false, deadline).await {
            tracing::error!(error = format!("{error:#}"), "a poll broke off and will be tried again");
            let failed = batch.records.into_iter().filter_map(|it| it.message_id);
            response.set_failures(failed.collect::<Vec<_>>());
        }
        Ok(response)
    }
}
