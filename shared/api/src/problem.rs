//! Errors as callers see them: problem+json (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong and what the caller can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, ToSchema)]
#[error("{detail}")]
pub struct Problem {
    /// Always `about:blank`: the code says which kind it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A stable word for programs: `bad_parameter`, `not_found`.
    pub code: &'static str,
    /// One sentence for people.
    pub detail: String,
    /// The parameter that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'static str>,
    /// The methods that are allowed, for the header of that name.
    #[serde(skip)]
    pub allow: Option<&'static str>,
    /// After how many seconds to try again, for the header of that name.
    #[serde(skip)]
    pub retry_after_seconds: Option<u32>,
}

/// The code of what is behind the access token.
pub const SIGN_IN: &str = "sign_in_required";

impl Problem {
    fn new(status: u16, title: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            kind: "about:blank",
            title,
            status,
            code,
            detail,
            parameter: None,
            allow: None,
            retry_after_seconds: None,
        }
    }

    /// 400: a parameter that says something it does not take.
    pub fn bad_parameter(parameter: &'static str, takes: &str) -> Self {
        let detail = format!("{parameter} takes {takes}");
        Self { parameter: Some(parameter), ..Self::new(400, "Bad Request", "bad_parameter", detail) }
    }

    /// 400: a body that cannot be read; `detail` names the field.
    pub fn bad_body(detail: impl Into<String>) -> Self {
        Self::new(400, "Bad Request", "bad_body", detail)
    }

    /// 409: there are as many as there may be.
    pub fn full(detail: impl Into<String>) -> Self {
        Self::new(409, "Conflict", "full", detail)
    }

    /// 409: it cannot be done to the thing as it stands.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(409, "Conflict", code, detail)
    }

    /// 401: a delivery that its sender cannot be told from a stranger's.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(401, "Unauthorized", "unauthorized", detail)
    }

    /// 401: what is asked for is behind the access token.
    pub fn sign_in(detail: &str) -> Self {
        Self::new(401, "Unauthorized", SIGN_IN, detail)
    }

    /// 429: more wrong tokens were tried than are answered.
    pub fn too_many_tries() -> Self {
        let detail = "too many wrong access tokens are being tried; try again in a moment";
        Self { retry_after_seconds: Some(30), ..Self::new(429, "Too Many Requests", "too_many_tries", detail) }
    }

    /// 404.
    pub fn not_found(what: &str) -> Self {
        Self::new(404, "Not Found", "not_found", format!("there is no such {what}"))
    }

    /// 405: `allow` lists the methods that the path takes.
    pub fn method_not_allowed(allow: &'static str) -> Self {
        let detail = format!("this address takes {allow}");
        Self { allow: Some(allow), ..Self::new(405, "Method Not Allowed", "method_not_allowed", detail) }
    }

    /// 409: a provider that is not polled.
    pub fn not_polled(provider: &str) -> Self {
        let detail = format!("{provider} is not polled: the list of what to ask it for is not set");
        Self::new(409, "Conflict", "not_configured", detail)
    }

    /// 410: a cursor that this database did not give, or gave too long ago.
    pub fn cursor_expired() -> Self {
        Self::new(410, "Gone", "cursor_expired", "the cursor is not known here any more; start again without one")
    }

    /// 408: the body did not come in time.
    pub fn timeout() -> Self {
        Self::new(408, "Request Timeout", "timeout", "the request's body did not come in time")
    }

    /// 421: the request was meant for somebody else, or comes from somebody else's page.
    pub fn misdirected() -> Self {
        let detail = "this host answers to its own address, and to its own pages; PUBLIC_URL names another";
        Self::new(421, "Misdirected Request", "misdirected", detail)
    }

    /// 413.
    pub fn body_too_large(limit: &str) -> Self {
        Self::new(413, "Content Too Large", "body_too_large", format!("the body is larger than {limit}"))
    }

    /// 410: a log that was there.
    pub fn log_gone() -> Self {
        Self::new(410, "Gone", "log_gone", "the provider has deleted this log")
    }

    /// 409: a log that will be there.
    pub fn log_not_ready() -> Self {
        let detail = "the provider has no log of this yet";
        Self { retry_after_seconds: Some(10), ..Self::new(409, "Conflict", "log_not_ready", detail) }
    }

    /// 502: the provider did not give what it was asked for.
    pub fn provider_failed(detail: impl Into<String>) -> Self {
        Self::new(502, "Bad Gateway", "provider_failed", detail)
    }

    /// 503: the provider is not configured, so that nobody can ask it.
    pub fn not_configured(detail: impl Into<String>) -> Self {
        Self::new(503, "Service Unavailable", "not_configured", detail)
    }

    /// 503: nothing is wrong with the request; it can be sent again.
    pub fn unavailable() -> Self {
        let detail = "the service cannot answer now; try again in a moment";
        Self { retry_after_seconds: Some(5), ..Self::new(503, "Service Unavailable", "unavailable", detail) }
    }
}
