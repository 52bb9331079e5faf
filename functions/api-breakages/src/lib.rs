//! `GET /api/breakages`.

use api::Problem;
use api::alerts::BreakagePage;
use api::query::Query;
use platform::http::{self, Request, Response};
use store::Store;
use store::breakages::BreakageFilter;
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
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let page = self.store.breakages(&filter(&query)?, query.limit()?).await?;
        let end = page.items.last().filter(|_| page.more);
        let next_cursor = end.map(|it| TimeCursor { at: it.opened_at, id: it.id }.to_string());
        Ok(http::ok(&BreakagePage { items: page.items, next_cursor }))
    }
}

fn filter(query: &Query) -> Result<BreakageFilter, Problem> {
    let is_open = match query.parsed::<String>("state", "open, closed or all")?.as_deref() {
        None | Some("open") => Some(true),
        Some("closed") => Some(false),
        Some("all") => None,
        Some(_) => return Err(Problem::bad_parameter("state", "open, closed or all")),
    };
    Ok(BreakageFilter {
        is_open,
        providers: query.list("provider", "a comma list of github, gitlab, jenkins")?,
        pipeline_id: query.id("pipeline_id")?,
        branch: query.text("branch")?,
        is_default_branch: query.parsed("default_branch", "true or false")?,
        after: query.parsed("cursor", "the next_cursor of an answer")?,
    })
}
