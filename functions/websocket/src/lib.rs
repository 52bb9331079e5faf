//! The dashboard's connections: `$connect`, `$disconnect`, and what a client says.

use access::Ticket;
use anyhow::Context;
use aws_lambda_events::event::apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use platform::clock;
use platform::gate::Gate;
use serde_json::{Value, json};
use store::Store;
use store::connections::SpentTicket;

/// The function with its parts.
pub struct Function {
    store: Store,
    gate: Gate,
}

impl Function {
    /// Keeps connections in `store`, of those that `gate` lets in.
    pub fn new(store: Store, gate: Gate) -> Self {
        Self { store, gate }
    }

    /// Answers one event of one connection. The body of an answer to a client's message is sent back as a frame.
    pub async fn handle(&self, event: ApiGatewayWebsocketProxyRequest) -> anyhow::Result<ApiGatewayProxyResponse> {
        let id = event.request_context.connection_id.clone().context("an event without a connection")?;
        match event.request_context.route_key.as_deref() {
            Some("$connect") => self.open(&id, &event).await,
            Some("$disconnect") => {
                self.store.close_connections(&[id]).await?;
                Ok(answer(None))
            }
            _ => self.hear(&id, event.body.as_deref().unwrap_or_default()).await,
        }
    }

    /// Opens a connection for whoever shows a ticket that has not been used, or the token itself.
    async fn open(&self, id: &str, event: &ApiGatewayWebsocketProxyRequest) -> anyhow::Result<ApiGatewayProxyResponse> {
        let ticket = self.ticket(event);
        // A page of somebody else can open a socket with our cookie; it cannot set a header or know a ticket.
        let token: HeaderMap =
            event.headers.get(AUTHORIZATION).map(|it| (AUTHORIZATION, it.clone())).into_iter().collect();
        if ticket.is_none()
            && let Err(problem) = self.gate.check(&token).await
        {
            return Ok(status(problem.status));
        }
        let ticket = ticket.map(|it| SpentTicket { nonce: it.nonce, until: it.until });
        let endpoint = event.request_context.domain_name.as_deref().unwrap_or_default();
        let is_open = self.store.open_connection(id, endpoint, ticket.as_ref()).await?;
        Ok(if is_open { answer(None) } else { status(401) })
    }

    fn ticket(&self, event: &ApiGatewayWebsocketProxyRequest) -> Option<Ticket> {
        let text = event.query_string_parameters.first("ticket")?;
        self.gate.access()?.read_ticket(text, clock::now())
    }

    async fn hear(&self, id: &str, message: &str) -> anyhow::Result<ApiGatewayProxyResponse> {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        match message.get("action").and_then(Value::as_str) {
            Some("ping") => {
                self.store.touch_connection(id, None).await?;
                Ok(answer(Some(json!({ "v": 1, "type": "pong" }))))
            }
            Some("subscribe") => {
                self.store.touch_connection(id, Some(&filters(&message))).await?;
                Ok(answer(None))
            }
            _ => Ok(answer(Some(json!({ "v": 1, "type": "error", "detail": "an action is ping or subscribe" })))),
        }
    }
}

/// What a client asks to be told of: lists of providers and of pipeline ids, each empty or absent for all.
fn filters(message: &Value) -> Value {
    let list = |name: &str, is_fit: fn(&Value) -> bool| -> Vec<Value> {
        let items = message.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter(|it| is_fit(it)).take(100).cloned().collect()
    };
    json!({ "provider": list("provider", Value::is_string), "pipeline_id": list("pipeline_id", Value::is_i64) })
}

fn status(code: u16) -> ApiGatewayProxyResponse {
    let mut response = ApiGatewayProxyResponse::default();
    response.status_code = code.into();
    response
}

fn answer(frame: Option<Value>) -> ApiGatewayProxyResponse {
    let mut response = status(200);
    response.body = frame.map(|frame| frame.to_string().into());
    response
}
