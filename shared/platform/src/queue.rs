//! Queues: sending to SQS.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use serde::Serialize;
use tokio::sync::OnceCell;

use crate::aws::Sdk;

/// How long a send may take, all tries together.
const SEND_TIMEOUT: Duration = Duration::from_secs(3);

/// The longest time that SQS keeps a message back for.
pub const LONGEST_DELAY: Duration = Duration::from_mins(15);

/// The queues, which share one client.
#[derive(Clone)]
pub struct Queues {
    sdk: Sdk,
    client: Arc<OnceCell<Client>>,
}

impl Queues {
    /// The queues that `sdk` leads to.
    pub fn new(sdk: &Sdk) -> Self {
        Self { sdk: sdk.clone(), client: Arc::default() }
    }

    /// The queue at `url`.
    pub fn queue(&self, url: impl Into<String>) -> Queue {
        Queue { queues: self.clone(), url: url.into() }
    }

    async fn client(&self) -> &Client {
        let make = async || {
            let timeout = TimeoutConfig::builder().operation_timeout(SEND_TIMEOUT).build();
            let config = aws_sdk_sqs::config::Builder::from(self.sdk.config().await).timeout_config(timeout).build();
            Client::from_conf(config)
        };
        self.client.get_or_init(make).await
    }
}

/// One queue that messages are sent to.
#[derive(Clone)]
pub struct Queue {
    queues: Queues,
    url: String,
}

impl Queue {
    /// Sends one message, written as JSON. When it returns `Ok` the queue has taken the message.
    pub async fn send(&self, message: &impl Serialize) -> anyhow::Result<()> {
        self.send_after(Duration::ZERO, message).await
    }

    /// Sends one message that nobody is handed before `delay` has passed, which is at most [`LONGEST_DELAY`] and counts
    /// in whole seconds, the begun one included.
    pub async fn send_after(&self, delay: Duration, message: &impl Serialize) -> anyhow::Result<()> {
        let seconds = i32::try_from(delay.as_millis().div_ceil(1_000))?;
        let delay = (seconds > 0).then_some(seconds);
        let body = serde_json::to_string(message)?;
        let send = self.queues.client().await.send_message();
        send.queue_url(&self.url).message_body(body).set_delay_seconds(delay).send().await?;
        Ok(())
    }
}
