//! `GET /api/changes`: what a WebSocket client missed.

use api::Problem;
use api::answers::{Change, Changes};
use api::query::Query;
use platform::http::{self, Request, Response};
use store::Store;
use store::changes::FeedCursor;

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
        let limit = query.limit()?;
        match query.parsed("after", "the cursor of an answer or a frame")? {
            None => self.present().await,
            Some(after) => self.since(after, limit).await,
        }
    }

    async fn present(&self) -> anyhow::Result<Response> {
        let cursor = self.store.feed_end().await?.to_string();
        Ok(http::ok(&Changes { items: Vec::new(), cursor, more: false }))
    }

    async fn since(&self, after: FeedCursor, limit: i64) -> anyhow::Result<Response> {
        let page = self.store.changes(after, limit).await?.ok_or_else(Problem::cursor_expired)?;
        let cursor = page.items.last().map_or(after, |it| it.cursor).to_string();
        let items = page.items.into_iter().map(|it| Change { from: it.from, to: it.to, build: it.build }).collect();
        Ok(http::ok(&Changes { items, cursor, more: page.more }))
    }
}
