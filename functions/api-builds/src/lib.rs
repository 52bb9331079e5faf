//! `GET /api/builds` and `GET /api/builds/{id}`.

use api::Problem;
use api::answers::BuildPage;
use api::query::Query;
use platform::http::{self, Request, Response};
use store::Store;
use store::builds::BuildFilter;
use store::page::TimeCursor;

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
        match request.uri().path().strip_prefix("/api/builds") {
            Some("" | "/") => self.list(&Query::parse(request.uri().query().unwrap_or_default())).await,
            Some(path) => self.one(path.trim_start_matches('/')).await,
            None => Err(Problem::not_found("address").into()),
        }
    }

    async fn list(&self, query: &Query) -> anyhow::Result<Response> {
        let filter = filter(query)?;
        let page = self.store.builds(&filter, query.limit()?).await?;
        let end = page.items.last().filter(|_| page.more);
        let next_cursor = end.map(|it| TimeCursor { at: it.created_at, id: it.id }.to_string());
        Ok(http::ok(&BuildPage { items: page.items, next_cursor }))
    }

    async fn one(&self, id: &str) -> anyhow::Result<Response> {
        let id: i64 = id.parse().map_err(|_| Problem::bad_parameter("id", "a whole number from 1"))?;
        let build = self.store.build(id).await?;
        Ok(http::ok(&build.ok_or_else(|| Problem::not_found("build"))?))
    }
}

fn filter(query: &Query) -> Result<BuildFilter, Problem> {
    Ok(BuildFilter {
        providers: query.list("provider", "a comma list of github, gitlab, jenkins")?,
        statuses: query.list("status", "a comma list of statuses such as failure,timed_out")?,
        branch: query.text("branch")?,
        pipeline_id: query.id("pipeline_id")?,
        search: query.text("q")?,
        since: query.time("since")?,
        until: query.time("until")?,
        after: query.parsed("cursor", "the next_cursor of an answer")?,
    })
}
