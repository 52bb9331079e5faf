//! WebSocket connections: each is told to the function as API Gateway tells it, and kept within the same limits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use api::Problem;
use aws_lambda_events::event::apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::http;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};

use crate::connections::Connection;
use crate::gateway::{Gateway, answer};

/// The largest message that a client may send, in bytes.
const LARGEST_MESSAGE: usize = 128 * 1024;
/// The largest that is read at all, so that a client that sends more than it may is told so.
const LARGEST_READ: usize = 2 * LARGEST_MESSAGE;
/// How much is read at once, in bytes: each connection keeps that much room, and its client says little.
const READ_AT_ONCE: usize = 4 * 1024;
/// How long a connection may be silent in both directions.
const IDLE: Duration = Duration::from_mins(10);
/// How long a connection may last.
const LIFETIME: Duration = Duration::from_hours(2);
/// How long a client may take to hear that its connection ends.
const GOODBYE: Duration = Duration::from_secs(1);

/// Opens a connection, if the function takes it.
pub async fn open(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let connection = gateway.connections.open();
    let asked = json!({ "headers": texts(&headers), "queryStringParameters": parameters(query.as_deref()) });
    let refusal = match ask(&gateway, &connection.id, "$connect", asked).await {
        Ok(answer) if answer.status_code < 400 => None,
        Ok(answer) if answer.status_code == 429 => Some(http::problem(&Problem::too_many_tries())),
        Ok(_) => Some(http::problem(&Problem::sign_in("a socket takes a ticket of /api/session/ticket, used once"))),
        Err(error) => Some(http::failure(&error)),
    };
    if let Some(refusal) = refusal {
        gateway.connections.close(&connection.id);
        return answer(refusal);
    }
    upgrade.read_buffer_size(READ_AT_ONCE).max_message_size(LARGEST_READ).on_upgrade(async move |socket| {
        gateway.connections.keep(run(&gateway, connection, socket)).await;
    })
}

/// Keeps a connection to its end, and tells the function of it.
async fn run(gateway: &Gateway, mut connection: Connection, mut socket: WebSocket) {
    let cut = connection.cut.clone();
    if let Some(Some(code)) = cut.run_until_cancelled(serve(gateway, &mut connection, &mut socket)).await {
        // Whoever does not listen any more is not waited for.
        let _ = timeout(GOODBYE, say_goodbye(&mut socket, code)).await;
    }
    gateway.connections.close(&connection.id);
    if let Err(error) = tell(gateway, &connection.id, "$disconnect", json!({})).await {
        tracing::warn!(
            connection.id = connection.id,
            error = format!("{error:#}"),
            "a connection's end was not recorded"
        );
    }
}

/// Carries frames and messages until the connection ends; the code to close it with where we end it.
async fn serve(gateway: &Gateway, connection: &mut Connection, socket: &mut WebSocket) -> Option<u16> {
    let end = Instant::now() + LIFETIME;
    loop {
        let next = async {
            tokio::select! {
                frame = connection.frames.recv() => Next::Frame(frame),
                message = socket.recv() => Next::Message(message.and_then(Result::ok)),
            }
        };
        let frame = match timeout_at(end.min(Instant::now() + IDLE), next).await {
            Ok(Next::Frame(Some(frame))) => Some(frame),
            Ok(Next::Message(Some(Message::Text(text)))) if text.len() <= LARGEST_MESSAGE => {
                hear(gateway, &connection.id, &text).await.map(Utf8Bytes::from)
            }
            Ok(Next::Message(Some(Message::Text(_)))) => return Some(close_code::SIZE),
            Ok(Next::Message(Some(Message::Close(_)) | None)) => return None,
            Ok(Next::Message(Some(_))) => None,
            Ok(Next::Frame(None)) | Err(_) => return Some(close_code::AWAY),
        };
        if let Some(frame) = frame {
            socket.send(Message::Text(frame)).await.ok()?;
        }
    }
}

enum Next {
    /// A frame for the client; none where the connection is to be closed.
    Frame(Option<Utf8Bytes>),
    /// A message of the client; none where it is gone.
    Message(Option<Message>),
}

/// Closes a connection, and reads on until the client has closed it too: unread bytes would take the word from it.
async fn say_goodbye(socket: &mut WebSocket, code: u16) {
    let goodbye = CloseFrame { code, reason: "".into() };
    if socket.send(Message::Close(Some(goodbye))).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

/// Hands a client's message to the function; the frame that it answers with.
async fn hear(gateway: &Gateway, id: &str, text: &str) -> Option<String> {
    tell(gateway, id, "$default", json!({ "body": text })).await.unwrap_or_else(|error| {
        tracing::warn!(connection.id = id, error = format!("{error:#}"), "a client's message failed");
        None
    })
}

/// Tells the function an event of a connection; the frame that it answers with.
async fn tell(gateway: &Gateway, id: &str, route: &str, with: Value) -> anyhow::Result<Option<String>> {
    let response = ask(gateway, id, route, with).await?;
    anyhow::ensure!(response.status_code < 400, "the function answered {}", response.status_code);
    Ok(match response.body {
        Some(lambda_http::Body::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    })
}

async fn ask(gateway: &Gateway, id: &str, route: &str, with: Value) -> anyhow::Result<ApiGatewayProxyResponse> {
    // Boxed, so that a connection that rests does not hold room for an event.
    Box::pin(gateway.functions.websocket.handle(event(id, route, with)?)).await
}

/// An event as API Gateway tells it.
fn event(id: &str, route: &str, with: Value) -> anyhow::Result<ApiGatewayWebsocketProxyRequest> {
    let kind = match route {
        "$connect" => "CONNECT",
        "$disconnect" => "DISCONNECT",
        _ => "MESSAGE",
    };
    let mut event = json!({
        "isBase64Encoded": false, "headers": {}, "multiValueHeaders": {},
        "requestContext": {
            "connectionId": id, "routeKey": route, "eventType": kind, "stage": "local", "domainName": "localhost",
            "apiId": "local", "requestId": id, "identity": {}, "connectedAt": 0, "requestTimeEpoch": 0,
        },
    });
    if let (Some(event), Value::Object(with)) = (event.as_object_mut(), with) {
        event.extend(with);
    }
    Ok(serde_json::from_value(event)?)
}

fn texts(headers: &HeaderMap) -> HashMap<&str, &str> {
    headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect()
}

fn parameters(query: Option<&str>) -> HashMap<String, String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}
