//! `GET /api/pipelines`.

use api::answers::{Pipeline, PipelineList};
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
        let pipelines = self.store.pipelines().await?;
        Ok(http::ok(&PipelineList { items: pipelines.into_iter().map(pipeline).collect() }))
    }
}

fn pipeline(row: store::pipelines::Pipeline) -> Pipeline {
    Pipeline {
        id: row.id,
        provider: row.provider,
        repository: row.repository,
        name: row.name,
        external_id: row.external_id,
        url: row.url,
        default_branch: row.default_branch,
        last_build: row.last_build,
    }
}
