//! `GET /api/pipelines`.

use api::answers::PipelineList;
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
        Ok(http::ok(&PipelineList { items: self.store.pipelines().await? }))
    }
}
