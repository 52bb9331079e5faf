//! SQS batches: each message succeeds or fails alone.

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};

/// Hands each message's body to `work`, one after another, and answers which of them have to come again.
///
/// A message that cannot succeed on a retry is for `work` to log and to take as done.
pub async fn each<W, F>(event: SqsEvent, work: W) -> SqsBatchResponse
where
    W: Fn(String) -> F,
    F: Future<Output = anyhow::Result<()>>,
{
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let id = message.message_id.unwrap_or_default();
        // Boxed, because the futures of some functions are nested deeper than the compiler follows.
        if let Err(error) = Box::pin(work(message.body.unwrap_or_default())).await {
            tracing::error!(message.id = id, error = format!("{error:#}"), "a message failed and will come again");
            response.add_failure(id);
        }
    }
    response
}
