//! `GET /api/health` and `GET /api/openapi.json`.

use api::Problem;
use api::answers::Health;
use api::openapi;
use lambda_http::http::StatusCode;
use platform::http::{self, Request, Response};
use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
}

impl Function {
    /// Answers from `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        http::answer(self.respond(&request).await)
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Response> {
        http::only_get(request)?;
        match request.uri().path() {
            "/api/health" => Ok(self.health().await),
            "/api/openapi.json" => Ok(http::text(StatusCode::OK, "application/json", openapi::document())),
            _ => Err(Problem::not_found("address").into()),
        }
    }

    async fn health(&self) -> Response {
        let version = env!("CARGO_PKG_VERSION");
        match self.store.ping().await {
            Ok(()) => http::ok(&Health { status: "ok", database: "ok", version }),
            Err(_) => {
                let health = Health { status: "degraded", database: "unavailable", version };
                http::json(StatusCode::SERVICE_UNAVAILABLE, &health)
            }
        }
    }
}
