//! What every request passes: who may ask from where, and the headers that every answer carries.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use api::Problem;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use platform::http;

use crate::gateway::answer;

/// Nothing but our own scripts, styles and sockets; nobody may frame the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'",
);

/// What proxies add when they pass a request on.
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// The names that this host is asked by.
pub struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// A host at `address`, which people may also reach by `public_url`.
    pub fn new(address: SocketAddr, public_url: Option<&str>) -> Self {
        let port = address.port();
        let mut hosts = vec![
            address.to_string(),
            format!("localhost:{port}"),
            format!("127.0.0.1:{port}"),
            format!("[::1]:{port}"),
        ];
        hosts.extend(
            public_url.and_then(|it| it.split("://").nth(1)).map(|it| it.split('/').next().unwrap_or(it).to_owned()),
        );
        Self { hosts }
    }

    fn knows(&self, host: &str) -> bool {
        self.hosts.iter().any(|it| it.eq_ignore_ascii_case(host))
    }

    /// Whether the request was addressed to us by one of our names: a page elsewhere whose name was pointed at this
    /// machine is not (DNS rebinding).
    fn is_addressed(&self, headers: &HeaderMap) -> bool {
        text(headers, HOST).is_some_and(|it| self.knows(it))
    }

    /// Whether a browser sends the request from a page of ours, or no browser sends it.
    fn is_from_here(&self, headers: &HeaderMap) -> bool {
        text(headers, ORIGIN).is_none_or(|it| it.split("://").nth(1).is_some_and(|it| self.knows(it)))
    }
}

/// Whether a request comes from this machine without a proxy in between, as far as it can tell.
pub fn is_direct(headers: &HeaderMap) -> bool {
    !PASSED_ON.iter().any(|it| headers.contains_key(*it))
}

fn text(headers: &HeaderMap, name: axum::http::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Turns away who may not ask, and puts the common headers on every answer. Providers reach webhooks by whatever name.
pub async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let (method, uri, began) = (request.method().clone(), request.uri().clone(), Instant::now());
    let is_webhook = uri.path().starts_with("/webhooks/");
    let is_welcome = is_webhook || (guard.is_addressed(headers) && guard.is_from_here(headers));
    let mut response =
        if is_welcome { next.run(request).await } else { answer(http::problem(&Problem::misdirected())) };
    // The path alone: a query may hold a secret.
    tracing::debug!(
        http.method = method.as_str(),
        http.path = uri.path(),
        http.status = response.status().as_u16(),
        took_ms = began.elapsed().as_secs_f64() * 1_000.0,
        "answered a request"
    );
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().expect("a header's value"));
        headers.extend(origin.map(|it| (ORIGIN, it.parse().expect("a header's value"))));
        headers
    }

    #[test]
    fn only_our_own_names_are_answered_to() {
        let guard = Guard::new(([127, 0, 0, 1], 8080).into(), Some("https://ci.example"));
        for host in ["127.0.0.1:8080", "LOCALHOST:8080", "ci.example"] {
            assert!(guard.is_addressed(&headers(host, None)), "{host}");
        }
        for host in ["evil.example:8080", "127.0.0.1:9090", ""] {
            assert!(!guard.is_addressed(&headers(host, None)), "{host}");
        }
    }

    #[test]
    fn a_page_of_somebody_else_may_not_ask() {
        let guard = Guard::new(([127, 0, 0, 1], 8080).into(), None);
        assert!(guard.is_from_here(&headers("localhost:8080", None)));
        assert!(guard.is_from_here(&headers("localhost:8080", Some("http://localhost:8080"))));
        assert!(!guard.is_from_here(&headers("localhost:8080", Some("https://evil.example"))));
        assert!(!guard.is_from_here(&headers("localhost:8080", Some("null"))));
    }
}
