//! As much of Lambda's runtime API, and of the parameter store, as a function asks for before its first event.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// The servers.
pub(crate) struct RuntimeApi {
    /// Where they listen.
    pub(crate) address: SocketAddr,
    polls: mpsc::UnboundedReceiver<Instant>,
}

impl RuntimeApi {
    /// Serves on a free port for as long as this process runs.
    pub(crate) async fn start() -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("no port to listen on")?;
        let address = listener.local_addr()?;
        let (told, polls) = mpsc::unbounded_channel();
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/", post(parameters))
            .with_state(told);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, polls })
    }

    /// When the next function asks for its first event.
    pub(crate) async fn polled(&mut self) -> Option<Instant> {
        self.polls.recv().await
    }
}

/// There never is an event.
async fn next(State(told): State<mpsc::UnboundedSender<Instant>>) {
    if told.send(Instant::now()).is_ok() {
        std::future::pending::<()>().await;
    }
}

/// The parameter store's answer: what a parameter is named is its value.
async fn parameters(body: Bytes) -> Json<Value> {
    // The SDK's JSON has a media type of AWS's own.
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let names = asked["Names"].as_array().cloned().unwrap_or_default();
    let parameter = |name: Value| json!({ "Name": name, "Value": value(name.as_str().unwrap_or_default()) });
    Json(json!({ "Parameters": names.into_iter().map(parameter).collect::<Vec<_>>() }))
}

fn value(name: &str) -> String {
    let setting = name.rsplit('/').next().unwrap_or_default();
    crate::cold_start::SETTINGS.iter().find(|it| it.0 == setting).map_or_else(String::new, |it| it.1.to_owned())
}
