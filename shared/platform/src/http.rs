//! HTTP answers of the functions.

use api::Problem;
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// A request as a function takes it.
pub type Request = lambda_http::Request;
/// A function's answer.
pub type Response = lambda_http::http::Response<lambda_http::Body>;

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    respond(status, "application/json", body)
}

/// A problem+json answer (RFC 9457).
pub fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = respond(status, "application/problem+json", problem);
    if let Some(allow) = problem.allow {
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    if let Some(seconds) = problem.retry_after_seconds {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The answer to something that failed on our side: the chain of causes goes to the log, a safe sentence to the caller.
pub fn failure(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "the request failed");
    problem(&Problem::unavailable())
}

fn respond(status: StatusCode, content_type: &'static str, body: &impl Serialize) -> Response {
    let (status, text) = match serde_json::to_string(body) {
        Ok(text) => (status, text),
        Err(error) => {
            tracing::error!(error = error.to_string(), "an answer could not be written as JSON");
            (StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    };
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
