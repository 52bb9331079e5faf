//! HTTP answers of the functions.

use api::Problem;
use api::problem::SIGN_IN;
use lambda_http::http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;

/// A request as a function takes it.
pub type Request = lambda_http::Request;
/// A function's answer.
pub type Response = lambda_http::http::Response<lambda_http::Body>;

/// Passes GET requests; the problem of any other method.
pub fn only_get(request: &Request) -> Result<(), Problem> {
    if request.method() == Method::GET { Ok(()) } else { Err(Problem::method_not_allowed("GET")) }
}

/// The answer, or in its place the [`Problem`] that the error is; any other error is a failure on our side.
pub fn answer(answer: anyhow::Result<Response>) -> Response {
    answer.unwrap_or_else(|error| match error.downcast::<Problem>() {
        Ok(it) => problem(&it),
        Err(error) => failure(&error),
    })
}

/// A JSON answer with status 200.
pub fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    respond(status, "application/json", body)
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(lambda_http::Body::Empty);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A problem+json answer (RFC 9457).
pub fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = respond(status, "application/problem+json", problem);
    if let Some(allow) = problem.allow {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    if problem.code == SIGN_IN {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"signalbox\""));
    }
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The answer to something that failed on our side: the chain of causes goes to the log, a safe sentence to the caller.
pub fn failure(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "the request failed");
    problem(&Problem::unavailable())
}

fn respond(status: StatusCode, content_type: &'static str, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(body) => text(status, content_type, body),
        Err(error) => {
            tracing::error!(error = error.to_string(), "an answer could not be written as JSON");
            text(StatusCode::INTERNAL_SERVER_ERROR, content_type, String::new())
        }
    }
}

/// An answer of ready text. Answers are not kept by caches and not guessed at by browsers.
pub fn text(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
