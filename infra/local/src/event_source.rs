//! Event sources: take messages from a queue to a function in batches, as Lambda's do. What the function reports as
//! failed comes again, the rest is deleted; a function that panics or takes too long fails its whole batch.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::queue::Message;
use crate::queues::Queues;

/// How many messages a function is handed at once.
const BATCH: usize = 10;
/// How long a function may take over a batch, where the template gives it no more.
pub const FUNCTION_TIMEOUT: Duration = Duration::from_secs(30);

/// How a queue's messages are fed to a function.
#[derive(Clone, Copy)]
pub struct Feed {
    /// The queue.
    pub queue: &'static str,
    /// How many batches are handled at once.
    pub workers: usize,
    /// How long the function may take over a batch.
    pub timeout: Duration,
    /// How long a message that failed rests, by how often it was handed out.
    pub pause: fn(u32) -> Duration,
}

/// Feeds a queue's messages to `handle` until `stop`. A message that failed comes again after a pause. A worker whose
/// whole batch failed rests for the shortest pause: whatever was in the way is in the way of the next batch too.
pub fn start<H, F>(queues: &Arc<Queues>, feed: Feed, stop: &CancellationToken, handle: H) -> Vec<JoinHandle<()>>
where
    H: Fn(SqsEvent) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = SqsBatchResponse> + Send + 'static,
{
    let Feed { queue: name, workers, timeout, pause } = feed;
    let worker = || {
        let (queues, handle, stop) = (queues.clone(), handle.clone(), stop.clone());
        tokio::spawn(async move {
            let Some(queue) = queues.get(name) else { return };
            while let Some(messages) = stop.run_until_cancelled(queue.receive(BATCH)).await {
                let failed = run(handle(event(&messages)), &messages, timeout).await;
                for message in &messages {
                    if failed.contains(&message.id) {
                        queue.give_back(&message.id, pause(message.receives));
                    } else {
                        queue.delete(&message.id);
                    }
                }
                if failed.len() == messages.len() {
                    stop.run_until_cancelled(tokio::time::sleep(pause(1))).await;
                }
            }
        })
    };
    (0..workers).map(|_| worker()).collect()
}

/// The ids of the messages that failed.
async fn run<F>(answer: F, messages: &[Message], timeout: Duration) -> HashSet<String>
where
    F: Future<Output = SqsBatchResponse> + Send + 'static,
{
    match tokio::spawn(tokio::time::timeout(timeout, answer)).await {
        Ok(Ok(response)) => response.batch_item_failures.into_iter().map(|it| it.item_identifier).collect(),
        Ok(Err(_)) => {
            tracing::error!(timeout_s = timeout.as_secs(), "a function took too long over a batch");
            messages.iter().map(|it| it.id.clone()).collect()
        }
        Err(error) => {
            tracing::error!(error = error.to_string(), "a function broke down over a batch");
            messages.iter().map(|it| it.id.clone()).collect()
        }
    }
}

/// A batch as Lambda hands it to a function.
fn event(messages: &[Message]) -> SqsEvent {
    let record = |message: &Message| {
        json!({
            "messageId": message.id, "receiptHandle": message.id, "body": message.body,
            "attributes": { "ApproximateReceiveCount": message.receives.to_string() },
            "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": "local",
        })
    };
    let event = json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() });
    serde_json::from_value(event).expect("an event of this shape can be read")
}
