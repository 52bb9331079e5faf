//! `GET /api/deliveries`: is my webhook arriving?

use api::Problem;
use api::answers::DeliveryPage;
use api::query::Query;
use platform::http::{self, Request, Response};
use store::Store;
use store::deliveries::DeliveryFilter;

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
        let page = self.store.deliveries(&filter(&query)?, query.limit()?).await?;
        let next_cursor = page.items.last().filter(|_| page.more).map(|it| it.id.to_string());
        Ok(http::ok(&DeliveryPage { items: page.items, next_cursor }))
    }
}

fn filter(query: &Query) -> Result<DeliveryFilter, Problem> {
    Ok(DeliveryFilter {
        providers: query.list("provider", "a comma list of github, gitlab, jenkins")?,
        outcomes: query.list("outcome", "a comma list of applied, duplicate, ignored, unreadable")?,
        before: query.id("cursor")?,
    })
}
