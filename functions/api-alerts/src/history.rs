//! `/api/alerts/history`.

use api::Problem;
use api::alerts::{AlertPage, Resent};
use api::query::Query;
use lambda_http::http::{Method, StatusCode};
use platform::http::{self, Request, Response};
use store::history::{AlertFilter, Resent as Outcome};

use crate::Function;

impl Function {
    pub(crate) async fn history(&self, request: &Request) -> anyhow::Result<Response> {
        http::only_get(request)?;
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let page = self.store.alerts(&filter(&query)?, query.limit()?).await?;
        let next_cursor = page.items.last().filter(|_| page.more).map(|it| it.id.to_string());
        Ok(http::ok(&AlertPage { items: page.items, next_cursor }))
    }

    pub(crate) async fn resend(&self, method: &Method, id: i64) -> anyhow::Result<Response> {
        crate::only_post(method)?;
        match self.store.resend_alert(id).await? {
            Outcome::Waits(outbox_id) => {
                self.doorbell.ring(outbox_id).await;
                Ok(http::json(StatusCode::ACCEPTED, &Resent { id }))
            }
            Outcome::NotDead => {
                Err(Problem::conflict("not_dead", "only an alert that was given up is sent again").into())
            }
            Outcome::ChannelOff => {
                Err(Problem::conflict("channel_off", "its channel is switched off; switch it on first").into())
            }
            Outcome::Missing => Err(Problem::not_found("alert").into()),
        }
    }
}

fn filter(query: &Query) -> Result<AlertFilter, Problem> {
    Ok(AlertFilter {
        states: query.list("state", "a comma list of waiting, sent, dead, collapsed")?,
        kinds: query.list("kind", "a comma list of broken, fixed, still_failing, broken_and_fixed, digest, test")?,
        channel_id: query.id("channel_id")?,
        before: query.id("cursor")?,
    })
}
