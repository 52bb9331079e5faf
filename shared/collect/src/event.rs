//! What sets a poll off: the schedule, or a ring of its queue.

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use domain::Provider;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Collector, Deadline, Poller};

/// What a ring says: somebody has asked for a poll. The row that says so is the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// Version of this message's shape.
    pub v: u8,
    /// Whose builds are asked for.
    pub provider: Provider,
}

impl<C: Collector> Poller<C> {
    /// Answers an event of the schedule or a batch of rings. However many rang, there is one poll; a poll that breaks off
    /// fails them all, and they come again.
    pub async fn handle(&self, event: Value, deadline: &Deadline) -> anyhow::Result<SqsBatchResponse> {
        let Ok(batch) = serde_json::from_value::<SqsEvent>(event) else {
            self.run(true, deadline).await?;
            return Ok(SqsBatchResponse::default());
        };
        let mut response = SqsBatchResponse::default();
        if let Err(error) = self.run(false, deadline).await {
            tracing::error!(error = format!("{error:#}"), "a poll broke off and will be tried again");
            let failed = batch.records.into_iter().filter_map(|it| it.message_id);
            response.set_failures(failed.collect::<Vec<_>>());
        }
        Ok(response)
    }
}
