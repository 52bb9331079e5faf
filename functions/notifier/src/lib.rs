//! Hears the doorbell and does the work that waits: the push of changes to open connections, and the alerts.
//!
//! The push drains the change feed under a lease, so that the frames of all connections follow one another without a
//! gap, and coalesce by themselves when changes come faster than they are pushed. Alerts go their own way beside it: a
//! channel that is slow or away holds neither the push nor another channel.

mod drain;
pub mod frame;
mod news;

use std::time::Duration;

use anyhow::Context;
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use platform::doorbell::{Doorbell, Ring};
use platform::push::Push;
use senders::Senders;
use store::Store;
use tokio::sync::{Mutex, OnceCell};

use crate::drain::Drained;
use crate::news::News;

/// How many rows of the outbox are claimed at once.
const CLAIM: u16 = 1_000;
/// When to look again at a feed that is held back.
const AGAIN: Duration = Duration::from_secs(2);

/// The function with its parts.
pub struct Function {
    store: Store,
    push: Push,
    pushing: Mutex<()>,
    news: News,
}

impl Function {
    /// Pushes what waits in `store` through `push`, sends its alerts through `senders`, and rings `doorbell` for those
    /// whose time comes later.
    pub fn new(store: Store, push: Push, senders: Senders, doorbell: Doorbell) -> Self {
        let news = News { store: store.clone(), senders, doorbell, seeded: OnceCell::new() };
        Self { store, push, pushing: Mutex::default(), news }
    }

    /// Answers a batch of rings. A ring is a hint, and whoever hears one takes all that is due: a batch is heard once.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        let rings: Vec<_> = event.records.into_iter().filter(is_ring).filter_map(|it| it.message_id).collect();
        let mut response = SqsBatchResponse::default();
        if rings.is_empty() {
            return response;
        }
        let (pushed, told) = futures_util::join!(self.push_due(), self.news.tell_due());
        for error in [pushed.err(), told.err()].into_iter().flatten() {
            tracing::error!(error = format!("{error:#}"), "what was rung for failed and will be tried again");
            response.set_failures(rings.iter().cloned());
        }
        response
    }

    async fn push_due(&self) -> anyhow::Result<()> {
        // The feed has one reader at a time; who waits for it here asks the database nothing meanwhile.
        let _turn = self.pushing.lock().await;
        loop {
            let work = self.store.claim("push", CLAIM.into()).await.context("no work could be claimed")?;
            if work.is_empty() {
                return Ok(());
            }
            // What comes from here on rings for itself.
            let is_all = work.len() < usize::from(CLAIM);
            let newest = work.iter().filter_map(|it| it.payload.get("transition_id")?.as_i64()).max().unwrap_or(0);
            match drain::until(&self.store, &self.push, newest).await {
                Ok(Drained::Told) => {
                    self.store.finish(&work).await?;
                    if is_all {
                        return Ok(());
                    }
                }
                Ok(Drained::Held(by)) => {
                    tracing::warn!(by, "the change feed is held back; it is looked at again");
                    self.store.give_back(&work).await?;
                    self.news.doorbell.ring_after(AGAIN, work[0].id).await;
                    return Ok(());
                }
                Err(error) => {
                    self.store.fail(&work, &format!("{error:#}")).await?;
                    return Err(error);
                }
            }
        }
    }
}

/// Whether the message can be read; one that cannot will not be read on a retry either.
fn is_ring(message: &SqsMessage) -> bool {
    let ring = serde_json::from_str(message.body.as_deref().unwrap_or_default());
    let is_ring = matches!(ring, Ok(Ring { v: 1, .. }));
    if !is_ring {
        tracing::error!(message.id = message.message_id, "a ring cannot be read and is dropped");
    }
    is_ring
}
