//! The pollers' schedule and queues, as EventBridge and SQS are to them in the cloud.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use collect::{Collector, Deadline, Function};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::event_source::{self, Feed};
use crate::queues::Queues;

/// How long a poll may run, as in `infra/template.yaml`.
const FUNCTION_TIMEOUT: Duration = Duration::from_mins(5);
/// After how long a poll begins nothing more.
const WORK: Duration = Duration::from_mins(4);

/// Runs a poller now, then `every` so often, and whenever its `queue` rings, until `stop`.
pub fn start<C: Collector>(
    queues: &Arc<Queues>,
    queue: &'static str,
    every: Duration,
    stop: &CancellationToken,
    poller: Function<C>,
) -> Vec<JoinHandle<()>> {
    let poller = Arc::new(poller);
    let (scheduled, timer) = (poller.clone(), stop.clone());
    let schedule = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        while timer.run_until_cancelled(ticks.tick()).await.is_some() {
            let event = json!({ "source": "aws.scheduler" });
            // What is left of the history waits for the next one, so that what is live is asked for in time.
            if let Err(error) = scheduled.handle(event, &deadline(WORK.min(every), &timer)).await {
                tracing::error!(queue, error = format!("{error:#}"), "a poll broke off");
            }
        }
    });
    let stopped = stop.clone();
    let handle = move |event: SqsEvent| {
        let (poller, deadline) = (poller.clone(), deadline(WORK, &stopped));
        async move {
            let answer = match serde_json::to_value(event) {
                Ok(event) => poller.handle(event, &deadline).await,
                Err(error) => Err(error.into()),
            };
            answer.unwrap_or_else(|error| {
                // The row that asked for the poll waits for the next one.
                tracing::error!(queue, error = format!("{error:#}"), "a poll broke off");
                SqsBatchResponse::default()
            })
        }
    };
    let feed = Feed { queue, workers: 1, timeout: FUNCTION_TIMEOUT, pause: |_| Duration::from_secs(5) };
    let mut tasks = event_source::start(queues, feed, stop, handle);
    tasks.push(schedule);
    tasks
}

fn deadline(work: Duration, stop: &CancellationToken) -> Deadline {
    Deadline::or_stop(Instant::now() + work, stop.clone())
}
