//! What the AWS SDK clients of the functions speak to here: SQS, on a listener of its own that only this process is told
//! the address of.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::queues::Queues;

/// The header by which the SDKs tell errors apart.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// The largest message, in bytes: a whole delivery in base64.
const LARGEST_MESSAGE: usize = 10 * 1024 * 1024;

/// What stands behind the endpoints.
#[derive(Clone)]
pub struct Endpoints {
    /// The queues.
    pub queues: Arc<Queues>,
}

/// Endpoints that are served until this is dropped.
pub struct Served {
    url: String,
    task: JoinHandle<()>,
}

impl Served {
    /// Where they are, with a secret in it that keeps others out.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Endpoints {
    /// Serves on a free port of this machine.
    pub async fn serve(self) -> Result<Served> {
        let secret = hex::encode(rand::random::<[u8; 16]>());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/{secret}", listener.local_addr()?);
        let app = Router::new()
            .route(&format!("/{secret}"), post(sqs))
            .route(&format!("/{secret}/"), post(sqs))
            .layer(DefaultBodyLimit::max(LARGEST_MESSAGE))
            .with_state(self);
        let listener = listener.tap_io(|stream| {
            // A send waits for its answer; nothing is gained by keeping small writes back.
            let _ = stream.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(error = error.to_string(), "the listener of the SDK clients failed");
            }
        });
        Ok(Served { url, task })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessage {
    queue_url: String,
    message_body: String,
    #[serde(default)]
    delay_seconds: u64,
}

/// SQS's JSON protocol, as far as the functions use it.
async fn sqs(State(endpoints): State<Endpoints>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).unwrap_or_default();
    if target != "AmazonSQS.SendMessage" {
        return failed(StatusCode::BAD_REQUEST, "UnsupportedOperation");
    }
    let Ok(message) = serde_json::from_slice::<SendMessage>(&body) else {
        return failed(StatusCode::BAD_REQUEST, "InvalidMessageContents");
    };
    let delay = Duration::from_secs(message.delay_seconds);
    let sent = tokio::task::spawn_blocking(move || {
        let name = message.queue_url.rsplit('/').next().unwrap_or_default();
        endpoints.queues.get(name).map(|queue| queue.send_after(delay, message.message_body))
    });
    match sent.await {
        Ok(Some(Ok(id))) => Json(json!({ "MessageId": id })).into_response(),
        Ok(Some(Err(error))) => {
            tracing::error!(error = format!("{error:#}"), "a message was not taken");
            failed(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure")
        }
        Ok(None) => failed(StatusCode::BAD_REQUEST, "QueueDoesNotExist"),
        Err(_) => failed(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure"),
    }
}

fn failed(status: StatusCode, kind: &'static str) -> Response {
    let body: Value = json!({ "__type": kind, "message": kind });
    (status, [(ERROR_TYPE, kind)], Json(body)).into_response()
}
