//! The limit: a bare HTTP handler that checks the signature and runs the statement that our handler runs, and does
//! nothing else.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use deadpool_postgres::Pool;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use store::DEFAULT_ORG;
use store::intake::TAKE_DELIVERY;
use tokio_postgres::types::Type;

use crate::deliveries::SECRET;
use crate::server::CONNECTIONS;

/// Serves on a free port, which is the one line that is printed, until the process is stopped.
pub(crate) async fn serve(database: &str) -> Result<()> {
    let pool = platform::database::pool(database, CONNECTIONS)?;
    let app = Router::new().route("/", post(take)).with_state(Arc::new(pool));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("no port to listen on")?;
    crate::print(&listener.local_addr()?.to_string());
    axum::serve(listener, app).await.context("the bare handler ended")
}

async fn take(State(pool): State<Arc<Pool>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match run(&pool, &headers, &body).await {
        Some(()) => StatusCode::ACCEPTED,
        None => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn run(pool: &Pool, headers: &HeaderMap, body: &[u8]) -> Option<()> {
    let signature = headers.get("x-hub-signature-256")?.to_str().ok()?.strip_prefix("sha256=")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).ok()?;
    mac.update(body);
    mac.verify_slice(&hex::decode(signature).ok()?).ok()?;
    let mut lines = body.split(|byte| *byte == b'\n');
    let delivery: Value = serde_json::from_slice(lines.next()?).ok()?;
    let reports: Value = serde_json::from_slice(lines.next()?).ok()?;
    let nothing: Option<&[u8]> = None;
    let parameters: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
        &[(&DEFAULT_ORG, Type::INT8), (&delivery, Type::JSONB), (&reports, Type::JSONB), (&nothing, Type::BYTEA)];
    pool.get().await.ok()?.query_typed(TAKE_DELIVERY, parameters).await.ok().map(drop)
}
