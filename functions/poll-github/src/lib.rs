//! Asks GitHub for the builds that webhooks have not told of: by a schedule, and when somebody asks.

use aws_lambda_events::event::sqs::SqsBatchResponse;
use collect::github::Github;
use collect::{Deadline, LookBack, Poller};
use platform::doorbell::Doorbell;
use serde_json::Value;
use store::Store;

/// The function with its parts.
pub struct Function {
    poller: Option<Poller<Github>>,
}

impl Function {
    /// Polls through `github`, keeps in `store` and rings `doorbell`. Without a collector nothing is polled.
    pub fn new(github: Option<Github>, look_back: LookBack, store: Store, doorbell: Doorbell) -> Self {
        Self { poller: github.map(|it| Poller::new(it, store, doorbell, look_back)) }
    }

    /// Answers an event of the schedule or of the queue.
    pub async fn handle(&self, event: Value, deadline: &Deadline) -> anyhow::Result<SqsBatchResponse> {
        match &self.poller {
            Some(poller) => poller.handle(event, deadline).await,
            None => Ok(SqsBatchResponse::default()),
        }
    }
}
