//! `/api/alerts`: channels, routes and silences, what a route would have told, and what was told.

mod channels;
mod history;
mod preview;
mod routes;
mod silences;
mod trial;

use api::Problem;
use lambda_http::http::{Method, StatusCode};
use platform::doorbell::Doorbell;
use platform::http::{self, Request, Response};
use senders::Senders;
use store::Store;
use store::rules::Saved;
use tokio::sync::OnceCell;

/// The function with its parts.
pub struct Function {
    store: Store,
    senders: Senders,
    doorbell: Doorbell,
    seeded: OnceCell<()>,
}

impl Function {
    /// Keeps the rules in `store` and rings `doorbell` for what they held back; `senders` tries channels out.
    pub fn new(store: Store, senders: Senders, doorbell: Doorbell) -> Self {
        Self { store, senders, doorbell, seeded: OnceCell::new() }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        http::answer(self.respond(&request).await)
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Response> {
        let kinds = self.senders.targets().kinds();
        self.seeded.get_or_try_init(|| self.store.seed_alerts(&kinds)).await?;
        let path: Vec<_> = request.uri().path().trim_start_matches("/api/alerts/").split('/').collect();
        let (method, body) = (request.method(), request.body().as_ref());
        match path[..] {
            ["channels"] => self.channels(method, body).await,
            ["channels", it, "test"] => self.test(method, id(it)?).await,
            ["channels", it] => self.channel(method, id(it)?, body).await,
            ["routes"] => self.routes(method, body).await,
            ["routes", "preview"] => self.preview(method, body).await,
            ["routes", it] => self.route(method, id(it)?, body).await,
            ["silences"] => self.silences(method, body).await,
            ["silences", it] => self.silence(method, id(it)?, body).await,
            ["history"] => self.history(request).await,
            ["history", it, "resend"] => self.resend(method, id(it)?).await,
            _ => Err(Problem::not_found("address").into()),
        }
    }
}

/// Passes POST requests.
fn only_post(method: &Method) -> Result<(), Problem> {
    if method == Method::POST { Ok(()) } else { Err(Problem::method_not_allowed("POST")) }
}

/// What a list takes.
fn not_of_a_list<T>() -> anyhow::Result<T> {
    Err(Problem::method_not_allowed("GET, POST").into())
}

/// What one entry of a list takes.
fn not_of_one<T>() -> anyhow::Result<T> {
    Err(Problem::method_not_allowed("PUT, DELETE").into())
}

fn id(text: &str) -> Result<i64, Problem> {
    let is_number = text.bytes().all(|it| it.is_ascii_digit());
    let id = text.parse().ok().filter(|it| is_number && *it > 0);
    id.ok_or_else(|| Problem::bad_parameter("id", "a whole number from 1"))
}

/// What was written, or the problem that it could not be.
fn saved<T>(saved: Saved<T>, what: &str) -> Result<T, Problem> {
    match saved {
        Saved::Done(it) => Ok(it),
        Saved::Missing => Err(Problem::not_found(what)),
        Saved::Full => Err(Problem::full(format!("there are {} already; remove one first", store::rules::MOST))),
        Saved::UnknownChannel => Err(Problem::bad_parameter("channel_ids", "ids of channels that are there")),
    }
}

fn created(body: &impl serde::Serialize) -> Response {
    http::json(StatusCode::CREATED, body)
}

fn deleted(was_there: bool, what: &str) -> anyhow::Result<Response> {
    if was_there { Ok(http::empty(StatusCode::NO_CONTENT)) } else { Err(Problem::not_found(what).into()) }
}
