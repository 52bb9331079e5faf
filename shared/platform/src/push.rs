//! Push: frames to open WebSocket connections.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::error::SdkError;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use bytes::Bytes;
use tokio::sync::OnceCell;

use crate::aws::Sdk;
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
pub struct Push(Way);

#[derive(Clone)]
enum Way {
    Gateway(Arc<Gateway>),
    Here(Arc<dyn Sockets>),
}

struct Gateway {
    sdk: Sdk,
    endpoint: String,
    client: OnceCell<Client>,
}

impl Gateway {
    async fn client(&self) -> &Client {
        let make = async || {
            let timeout = TimeoutConfig::builder().operation_timeout(POST_TIMEOUT).build();
            let config = aws_sdk_apigatewaymanagement::config::Builder::from(self.sdk.config().await);
            Client::from_conf(config.endpoint_url(&self.endpoint).timeout_config(timeout).build())
        };
        self.client.get_or_init(make).await
    }
}

/// Connections that end in this process, where a request for each frame would cost more than the frame.
pub trait Sockets: Send + Sync {
    /// Sends one text frame to one connection, and waits for nobody.
    fn post(&self, connection_id: &str, frame: &Bytes) -> Posted;
}

impl Push {
    /// The connections behind `endpoint`, `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(sdk: &Sdk, endpoint: &str) -> Self {
        let (sdk, endpoint) = (sdk.clone(), endpoint.to_owned());
        Self(Way::Gateway(Arc::new(Gateway { sdk, endpoint, client: OnceCell::new() })))
    }

    /// The connections of this process.
    pub fn here(sockets: Arc<dyn Sockets>) -> Self {
        Self(Way::Here(sockets))
    }

    /// Sends one text frame to one connection.
    pub async fn post(&self, connection_id: &str, frame: &Bytes) -> Posted {
        let gateway = match &self.0 {
            Way::Gateway(gateway) => gateway.client().await,
            Way::Here(sockets) => return sockets.post(connection_id, frame),
        };
        let data = Blob::new(frame.as_ref());
        let sent = gateway.post_to_connection().connection_id(connection_id).data(data).send().await;
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
