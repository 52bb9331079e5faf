//! `POST /api/alerts/routes/preview`: the rules, put to what has happened.

use api::Problem;
use api::alerts::{Preview, PreviewItem};
use api::body::{self, RouteBody};
use domain::alerting::{self, Decision, News, Route};
use jiff::SignedDuration;
use lambda_http::http::Method;
use platform::http::{self, Response};
use store::breakages::PastNews;
use store::silences::Rules;

use crate::Function;

/// How far the preview looks back.
const DAYS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many alerts the preview names.
const NAMED: usize = 200;
/// The channel that a route has in the preview where it has none yet.
const NO_CHANNEL: i64 = 0;

impl Function {
    pub(crate) async fn preview(&self, method: &Method, body: &[u8]) -> anyhow::Result<Response> {
        if method != Method::POST {
            return Err(Problem::method_not_allowed("POST").into());
        }
        let mut route = body::read::<RouteBody>(body)?.route(0)?;
        route.channel_ids = vec![NO_CHANNEL];
        let rules = self.store.rules().await?;
        let from = rules.now - DAYS;
        let news = self.store.past_news(&route.kinds, from).await?;
        let routes = [route];
        let told: Vec<_> =
            news.iter().filter_map(|it| told(it, &routes, &rules).map(|silenced| (it, silenced))).collect();
        let items = told.iter().take(NAMED).map(|(news, silenced)| item(news, *silenced)).collect();
        Ok(http::ok(&Preview { from, to: rules.now, total: told.len(), items }))
    }
}

/// Whether the route would have been told, and if so whether a silence would have held that back.
fn told(past: &PastNews, routes: &[Route; 1], rules: &Rules) -> Option<bool> {
    let news = News { kind: past.kind, at: past.at, heard_at: past.at };
    // In a silence or not, it is the route that is tried.
    let decision = alerting::decide(&past.subject, news, routes, &[], past.at);
    let is_told = matches!(decision, Decision::Send { .. });
    is_told.then(|| alerting::silence_of(&past.subject, &rules.silences, past.at).is_some())
}

fn item(news: &PastNews, silenced: bool) -> PreviewItem {
    let subject = &news.subject;
    PreviewItem {
        kind: news.kind,
        at: news.at,
        breakage_id: news.breakage_id,
        pipeline_id: news.pipeline_id,
        provider: subject.provider,
        repository: subject.repository.clone(),
        pipeline_name: subject.pipeline_name.clone(),
        branch: subject.branch.clone(),
        silenced,
    }
}
