//! Push: frames to open WebSocket connections.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::error::SdkError;
use aws_sdk_apigatewaymanagement::primitives::Blob;

use crate::metrics;

/// How long one frame to one connection may take, all tries together: a dead socket delays nobody for longer.
const POST_TIMEOUT: Duration = Duration::from_secs(2);

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The gateway took it. That is no proof that the client has it: clients compare cursors.
    Taken,
    /// The connection is no more.
    Gone,
    /// It failed for another reason, which is logged. The client will see the gap and ask for what it missed.
    Failed,
}

/// The way to open connections.
#[derive(Clone)]
pub struct Push(Client);

impl Push {
    /// The connections behind `endpoint`, `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(config: &SdkConfig, endpoint: &str) -> Self {
        let timeout = TimeoutConfig::builder().operation_timeout(POST_TIMEOUT).build();
        let config = aws_sdk_apigatewaymanagement::config::Builder::from(config)
            .endpoint_url(endpoint)
            .timeout_config(timeout)
            .build();
        Self(Client::from_conf(config))
    }

    /// Sends one text frame to one connection.
    pub async fn post(&self, connection_id: &str, frame: &str) -> Posted {
        let sent = self.0.post_to_connection().connection_id(connection_id).data(Blob::new(frame)).send().await;
        match sent {
            Ok(_) => Posted::Taken,
            Err(SdkError::ServiceError(error)) if error.err().is_gone_exception() => Posted::Gone,
            Err(error) => {
                let error = anyhow::Error::from(error);
                metrics::count("PushFailures", 1, None);
                tracing::warn!(connection.id = connection_id, error = format!("{error:#}"), "a frame was not taken");
                Posted::Failed
            }
        }
    }
}
