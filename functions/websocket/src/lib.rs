//! The dashboard's connections: `$connect`, `$disconnect`, and what a client says.

use anyhow::Context;
use aws_lambda_events::event::apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest};
use serde_json::{Value, json};
use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
}

impl Function {
    /// Keeps connections in `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Answers one event of one connection. The body of an answer to a client's message is sent back as a frame.
    pub async fn handle(&self, event: ApiGatewayWebsocketProxyRequest) -> anyhow::Result<ApiGatewayProxyResponse> {
        let context = event.request_context;
        let id = context.connection_id.context("an event without a connection")?;
        match context.route_key.as_deref() {
            Some("$connect") => {
                let endpoint = context.domain_name.unwrap_or_default();
                self.store.open_connection(&id, &endpoint).await?;
                Ok(answer(None))
            }
            Some("$disconnect") => {
                self.store.close_connections(&[id]).await?;
                Ok(answer(None))
            }
            _ => self.hear(&id, event.body.as_deref().unwrap_or_default()).await,
        }
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

fn answer(frame: Option<Value>) -> ApiGatewayProxyResponse {
    let mut response = ApiGatewayProxyResponse::default();
    response.status_code = 200;
    response.body = frame.map(|frame| frame.to_string().into());
    response
}
