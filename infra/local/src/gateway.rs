//! The gateway: HTTP on one address, each path to the function that answers it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use api::Problem;
use api::answers::{Setup, SetupProvider};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::any;
use futures_util::{FutureExt, StreamExt};
use intake::LARGEST_BODY;
use platform::http;
use store::Store;

use crate::connections::Connections;
use crate::functions::Functions;
use crate::guard::{self, Guard};
use crate::page::Page;
use crate::settings::Settings;
use crate::websocket;

/// How long a client may take to send a request's body.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a function may take over a request, as in `infra/template.yaml`.
const FUNCTION_TIME: Duration = Duration::from_secs(10);
/// How long a log may take to begin, as in `infra/template.yaml`.
const LOG_TIME: Duration = Duration::from_secs(29);
/// How much of a body that is too large is still read, in bytes: a client that has sent it hears why it was refused.
const LARGEST_READ: usize = 64 * 1024 * 1024;

/// What requests are answered from.
pub struct Gateway {
    /// The functions.
    pub functions: Functions,
    /// The open WebSocket connections.
    pub connections: Arc<Connections>,
    /// The built page, where there is one.
    pub page: Option<Page>,
    /// For what only a local host tells.
    pub store: Store,
    /// The address that people and providers reach this host by.
    pub public_url: String,
    /// The settings.
    pub settings: Settings,
}

/// The function that answers a path.
macro_rules! to {
    ($function:ident) => {
        any(async |State(gateway): State<Arc<Gateway>>, request: Request| {
            call(request, async |request| gateway.functions.$function.handle(request).await).await
        })
    };
}

/// The routes, as `infra/template.yaml` has them for AWS.
pub fn routes(gateway: Arc<Gateway>, guard: Guard) -> Router {
    Router::new()
        .route("/webhooks/github", to!(webhook_github))
        .route("/webhooks/gitlab", to!(webhook_gitlab))
        .route("/webhooks/jenkins", to!(webhook_jenkins))
        .route("/api/alerts/channels", to!(api_alerts))
        .route("/api/alerts/channels/{id}", to!(api_alerts))
        .route("/api/alerts/channels/{id}/test", to!(api_alerts))
        .route("/api/alerts/history", to!(api_alerts))
        .route("/api/alerts/history/{id}/resend", to!(api_alerts))
        .route("/api/alerts/routes", to!(api_alerts))
        .route("/api/alerts/routes/preview", to!(api_alerts))
        .route("/api/alerts/routes/{id}", to!(api_alerts))
        .route("/api/alerts/silences", to!(api_alerts))
        .route("/api/alerts/silences/{id}", to!(api_alerts))
        .route("/api/breakages", to!(api_breakages))
        .route("/api/builds", to!(api_builds))
        .route("/api/builds/{id}", to!(api_builds))
        .route("/api/logs/{provider}/{*external_id}", any(log))
        .route("/api/pipelines", to!(api_pipelines))
        .route("/api/metrics/overview", to!(api_metrics))
        .route("/api/metrics/pipeline/{pipeline_id}", to!(api_metrics))
        .route("/api/metrics/pipelines", to!(api_metrics))
        .route("/api/metrics/flaky", to!(api_metrics))
        .route("/api/metrics/regressions", to!(api_metrics))
        .route("/api/sources", to!(api_collect))
        .route("/api/collect/trigger", to!(api_collect))
        .route("/api/changes", to!(api_changes))
        .route("/api/deliveries", to!(api_deliveries))
        .route("/api/health", to!(api_status))
        .route("/api/openapi.json", to!(api_status))
        .route("/api/session", to!(api_session))
        .route("/api/session/ticket", to!(api_session))
        .route("/api/setup", any(setup))
        .route("/ws", any(websocket::open))
        .fallback(page)
        .layer(middleware::from_fn_with_state(gateway.clone(), access))
        .layer(middleware::from_fn_with_state(Arc::new(guard), guard::check))
        .with_state(gateway)
}

/// Lets a request through the gate. A person who has to sign in first is shown where, in the page's place.
async fn access(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = !is_interface(path);
    if is_page && Page::is_open(path) {
        return next.run(request).await;
    }
    match (gateway.settings.gate.admit(path, request.headers()).await, &gateway.page) {
        (Ok(()), _) => next.run(request).await,
        (Err(problem), Some(page)) if is_page && problem.status == 401 => page.sign_in(),
        (Err(problem), _) => answer(http::problem(&problem)),
    }
}

/// Whether a path belongs to programs and not to the page.
fn is_interface(path: &str) -> bool {
    ["api", "webhooks", "ws"].contains(&path.split('/').nth(1).unwrap_or_default())
}

/// Hands a request to a function as Lambda does, and its answer back.
async fn call<F>(request: Request, function: F) -> Response
where
    F: AsyncFnOnce(http::Request) -> http::Response,
{
    let (parts, body) = request.into_parts();
    let body = match tokio::time::timeout(BODY_TIME, read(body, declared_length(&parts.headers))).await {
        Ok(Ok(body)) => body,
        Ok(Err(problem)) => return answer(http::problem(&problem)),
        Err(_) => return answer(http::problem(&Problem::timeout())),
    };
    let path = parts.uri.path().to_owned();
    let request = lambda_http::http::Request::from_parts(parts, lambda_http::Body::Binary(body));
    let answered = AssertUnwindSafe(function(request)).catch_unwind();
    match tokio::time::timeout(FUNCTION_TIME, answered).await {
        Ok(Ok(response)) => answer(response),
        Ok(Err(_)) => answer(http::problem(&Problem::unavailable())),
        Err(_) => {
            tracing::error!(http.path = path, timeout_s = FUNCTION_TIME.as_secs(), "a function took too long");
            answer(http::problem(&Problem::unavailable()))
        }
    }
}

/// Hands a request for a log to its function, and passes the log on as it comes.
async fn log(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let request = lambda_http::http::Request::from_parts(parts, lambda_http::Body::Empty);
    let answered = tokio::time::timeout(LOG_TIME, gateway.functions.api_logs.handle(request));
    match answered.await {
        Ok(api_logs::Answer::Ready(response)) => answer(response),
        Ok(api_logs::Answer::Log(headers, text)) => {
            let mut response = Response::new(Body::from_stream(text));
            *response.headers_mut() = *headers;
            response
        }
        Err(_) => answer(http::problem(&Problem::provider_failed("the provider took too long to begin"))),
    }
}

/// Reads a body; of one that is too large nothing is kept.
async fn read(body: Body, declared: usize) -> Result<Vec<u8>, Problem> {
    let mut chunks = body.into_data_stream();
    let mut kept = Vec::with_capacity(if declared > LARGEST_BODY { 0 } else { declared });
    let mut length = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        length += chunk.len();
        if length.max(declared) <= LARGEST_BODY {
            kept.extend_from_slice(&chunk);
        } else if length > LARGEST_READ {
            break;
        }
    }
    if length.max(declared) > LARGEST_BODY { Err(Problem::body_too_large("6 MB")) } else { Ok(kept) }
}

fn declared_length(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    length.unwrap_or(0)
}

/// A function's answer on its way out.
pub fn answer(response: http::Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = match body {
        lambda_http::Body::Text(text) => Body::from(text),
        lambda_http::Body::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    };
    Response::from_parts(parts, body)
}

/// Where webhooks go and what proves them: told to this machine only. A public address means that a proxy stands before
/// this host, behind which everybody seems to be on this machine.
async fn setup(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<std::net::SocketAddr>,
    request: Request,
) -> Response {
    let is_direct = guard::is_direct(request.headers());
    let known = async {
        http::only_get(&request.map(|_| lambda_http::Body::Empty))?;
        if !peer.ip().is_loopback() || !is_direct || gateway.settings.public_url.is_some() {
            return Err(Problem::not_found("address").into());
        }
        let last = gateway.store.last_deliveries().await?;
        let provider = |(provider, secret): &(domain::Provider, String)| SetupProvider {
            provider: *provider,
            url: format!("{}/webhooks/{provider}", gateway.public_url),
            secret: secret.split(',').next().unwrap_or_default().trim().to_owned(),
            last_delivery_at: last.iter().find(|(it, _)| it == provider).and_then(|(_, at)| *at),
        };
        Ok(http::ok(&Setup { providers: gateway.settings.secrets.iter().map(provider).collect() }))
    };
    answer(http::answer(known.await))
}

/// Everything else is the page.
async fn page(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    if is_interface(request.uri().path()) {
        return answer(http::problem(&Problem::not_found("address")));
    }
    match &gateway.page {
        Some(page) => page.answer(&request),
        None => Page::not_built(),
    }
}
