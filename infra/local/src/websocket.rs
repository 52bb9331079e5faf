//! WebSocket connections: each is told to the function as API Gateway tells it, and kept within the same limits.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use platform::http;
use serde_json::{Value, json};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

use crate::gateway::{Gateway, answer};

/// The largest message that a client may send, in bytes.
const LARGEST_MESSAGE: usize = 128 * 1024;
/// How long a connection may be silent in both directions.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// How long a connection may last.
const LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

/// Opens a connection, if the function takes it.
pub async fn open(State(gateway): State<Arc<Gateway>>, upgrade: WebSocketUpgrade) -> Response {
    let (id, frames) = gateway.connections.open();
    if let Err(error) = tell(&gateway, &id, "$connect", None).await {
        gateway.connections.close(&id);
        return answer(http::failure(&error));
    }
    upgrade.max_message_size(LARGEST_MESSAGE).on_upgrade(async move |socket| {
        serve(&gateway, &id, socket, frames).await;
        gateway.connections.close(&id);
        if let Err(error) = tell(&gateway, &id, "$disconnect", None).await {
            tracing::warn!(connection.id = id, error = format!("{error:#}"), "a connection's end was not recorded");
        }
    })
}

async fn serve(gateway: &Gateway, id: &str, mut socket: WebSocket, mut frames: Receiver<String>) {
    let end = Instant::now() + LIFETIME;
    loop {
        let next = async {
            tokio::select! {
                frame = frames.recv() => Next::Frame(frame),
                message = socket.recv() => Next::Message(message.and_then(Result::ok)),
            }
        };
        let sent = match timeout_at(end.min(Instant::now() + IDLE), next).await {
            Ok(Next::Frame(Some(frame))) => socket.send(Message::text(frame)).await,
            Ok(Next::Message(Some(Message::Text(text)))) => match tell(gateway, id, "$default", Some(&text)).await {
                Ok(Some(frame)) => socket.send(Message::text(frame)).await,
                Ok(None) => Ok(()),
                Err(error) => {
                    tracing::warn!(connection.id = id, error = format!("{error:#}"), "a client's message failed");
                    Ok(())
                }
            },
            Ok(Next::Message(Some(Message::Close(_)) | None)) => return,
            Ok(Next::Message(Some(_))) => Ok(()),
            Ok(Next::Frame(None)) | Err(_) => {
                let goodbye = CloseFrame { code: close_code::AWAY, reason: "going away".into() };
                let _ = socket.send(Message::Close(Some(goodbye))).await;
                return;
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

enum Next {
    /// A frame for the client; none where the connection is to be closed.
    Frame(Option<String>),
    /// A message of the client; none where it is gone.
    Message(Option<Message>),
}

/// Tells the function an event of a connection; the frame that it answers with.
async fn tell(gateway: &Gateway, id: &str, route: &str, body: Option<&str>) -> anyhow::Result<Option<String>> {
    let response = gateway.functions.websocket.handle(event(id, route, body)?).await?;
    anyhow::ensure!(response.status_code < 400, "the function answered {}", response.status_code);
    Ok(match response.body {
        Some(lambda_http::Body::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    })
}

/// An event as API Gateway tells it.
fn event(id: &str, route: &str, body: Option<&str>) -> anyhow::Result<ApiGatewayWebsocketProxyRequest> {
    let kind = match route {
        "$connect" => "CONNECT",
        "$disconnect" => "DISCONNECT",
        _ => "MESSAGE",
    };
    let event: Value = json!({
        "body": body, "isBase64Encoded": false, "headers": {}, "multiValueHeaders": {},
        "requestContext": {
            "connectionId": id, "routeKey": route, "eventType": kind, "stage": "local", "domainName": "localhost",
            "apiId": "local", "requestId": id, "identity": {}, "connectedAt": 0, "requestTimeEpoch": 0,
        },
    });
    Ok(serde_json::from_value(event)?)
}
