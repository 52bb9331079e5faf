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

/// Nothing but our own scripts, styles and sockets; nobody may frame the page. Not every browser takes a socket of the
/// same host for `'self'`, so that the sockets follow in words.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; connect-src 'self'";
/// Pages of others may neither hold our answers nor a handle on our windows.
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

/// What proxies add when they pass a request on.
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// The names that this host is asked by.
pub struct Guard {
    names: Vec<Name>,
    /// Whether access is asked for: then any name will do. A page elsewhere whose name was pointed at this machine has no
    /// session under that name.
    is_gated: bool,
}

struct Name {
    host: String,
    /// The content security policy of a page that was asked for by this name.
    policy: HeaderValue,
}

impl Guard {
    /// A host at `address`, which people may also reach by `public_url`, or by any name where it asks for access.
    pub fn new(address: SocketAddr, public_url: Option<&str>, is_gated: bool) -> Self {
        let port = address.port();
        let here = ["localhost", "127.0.0.1", "[::1]"];
        let mut hosts: Vec<_> = here.iter().map(|it| format!("{it}:{port}")).collect();
        hosts.push(address.to_string());
        if port == 80 {
            hosts.extend(here.map(str::to_owned));
        }
        let public = public_url.and_then(|it| it.split("://").nth(1)).and_then(|it| it.split('/').next());
        hosts.extend(public.map(str::to_owned));
        let name = |host: String| Name { policy: policy(&format!(" ws://{host} wss://{host}")), host };
        Self { names: hosts.into_iter().map(name).collect(), is_gated }
    }

    fn name(&self, host: &str) -> Option<&Name> {
        self.names.iter().find(|it| it.host.eq_ignore_ascii_case(host))
    }

    /// The content security policy for who addressed us by a name of ours. A request from a page elsewhere whose name was
    /// pointed at this machine was not (DNS rebinding).
    fn addressed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let host = text(headers, HOST)?;
        let is_plain = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric() || ".-:[]".contains(it));
        match self.name(host) {
            Some(name) => Some(name.policy.clone()),
            None if self.is_gated && is_plain(host) => Some(policy(&format!(" ws://{host} wss://{host}"))),
            None => None,
        }
    }

    /// Whether a browser sends the request from a page of ours, or no browser sends it.
    fn is_from_here(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = text(headers, ORIGIN) else { return true };
        let Some((_, origin)) = origin.split_once("://") else { return false };
        self.name(origin).is_some() || (self.is_gated && text(headers, HOST).is_some_and(|it| it == origin))
    }
}

/// The content security policy with these sockets in it; with none for a name that no header can hold.
fn policy(sockets: &str) -> HeaderValue {
    format!("{POLICY}{sockets}").parse().unwrap_or(HeaderValue::from_static(POLICY))
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
    let own = guard.addressed(headers);
    let is_welcome = is_webhook || (own.is_some() && guard.is_from_here(headers));
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
    // A log has a stricter one of its own.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| own.unwrap_or_else(|| policy("")));
    headers.insert("cross-origin-opener-policy", SAME_ORIGIN);
    headers.insert("cross-origin-resource-policy", SAME_ORIGIN);
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
        let guard = Guard::new(([127, 0, 0, 1], 8080).into(), Some("https://ci.example"), false);
        for host in ["127.0.0.1:8080", "LOCALHOST:8080", "ci.example"] {
            assert!(guard.addressed(&headers(host, None)).is_some(), "{host}");
        }
        for host in ["evil.example:8080", "127.0.0.1:9090", ""] {
            assert!(guard.addressed(&headers(host, None)).is_none(), "{host}");
        }
    }

    #[test]
    fn a_page_of_somebody_else_may_not_ask() {
        let guard = Guard::new(([127, 0, 0, 1], 8080).into(), None, false);
        assert!(guard.is_from_here(&headers("localhost:8080", None)));
        assert!(guard.is_from_here(&headers("localhost:8080", Some("http://localhost:8080"))));
        assert!(!guard.is_from_here(&headers("localhost:8080", Some("https://evil.example"))));
        assert!(!guard.is_from_here(&headers("localhost:8080", Some("null"))));
    }

    #[test]
    fn where_access_is_asked_for_any_name_will_do_but_no_other_page() {
        let guard = Guard::new(([0, 0, 0, 0], 8080).into(), None, true);
        assert!(guard.addressed(&headers("build-box.lan:8080", None)).is_some());
        assert!(guard.addressed(&headers("a; script-src *", None)).is_none());
        assert!(guard.is_from_here(&headers("build-box.lan:8080", Some("http://build-box.lan:8080"))));
        assert!(!guard.is_from_here(&headers("build-box.lan:8080", Some("https://evil.example"))));
    }
}
