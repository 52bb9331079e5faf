//! The HTTP client of the collectors: one server, its credentials, and what it asks of its clients.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, ETAG, IF_NONE_MATCH, LINK, LOCATION, RANGE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use platform::clock::now;
use reqwest::Url;

use crate::Failure;
use crate::limits::{Budget, text, wait_until};

/// How long one request may take, its answer included.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How long something large may take to be read.
pub const LONG_TIMEOUT: Duration = Duration::from_mins(10);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// How many redirects of one request are followed.
const REDIRECTS: usize = 3;

/// A server's address or credentials that cannot be used. The credentials are not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadServer {
    /// Not an address.
    #[error("the server's address cannot be read; it takes an address such as https://ci.example.com")]
    Address,
    /// A token or a user that no header can hold.
    #[error("the token has characters that no header can hold")]
    Credentials,
}

/// Asks one server.
///
/// The credentials go to this server alone: an address of any other, in a `Link`, a `Location` or a stored position, is
/// refused before it is asked.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    headers: HeaderMap,
    timeout: Duration,
    requests: AtomicI64,
    budget: Mutex<Option<Budget>>,
}

/// The beginning of a large answer.
#[derive(Debug)]
pub enum Opened {
    /// The answer, its body unread.
    Here(reqwest::Response),
    /// It is at an address that our credentials are not for.
    Elsewhere(Url),
}

/// A provider's answer with a status of success.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
    next: Option<String>,
}

impl Answer {
    /// The address of the next page, where there is one.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// What to send to hear only of changes.
    pub fn etag(&self) -> Option<&str> {
        text(&self.headers, ETAG.as_str())
    }
}

impl Client {
    /// A client of the server at `base`, such as `https://api.github.com`. `headers` go with every request; `credentials`
    /// is the value of `Authorization`, absent for what everybody may read.
    pub fn new(base: &str, credentials: Option<&str>, mut headers: HeaderMap) -> Result<Self, BadServer> {
        let base = Url::parse(base.trim().trim_end_matches('/')).map_err(|_| BadServer::Address)?;
        let leads = matches!(base.scheme(), "http" | "https") && base.has_host() && base.query().is_none();
        if !leads || !base.username().is_empty() || base.password().is_some() {
            return Err(BadServer::Address);
        }
        if let Some(credentials) = credentials {
            let mut value = HeaderValue::from_str(credentials.trim()).map_err(|_| BadServer::Credentials)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let http = platform::outbound::client().build().map_err(|_| BadServer::Address)?;
        let (requests, budget) = (AtomicI64::new(0), Mutex::new(None));
        Ok(Self { http, base, headers, timeout: TIMEOUT, requests, budget })
    }

    /// The client with another time that one request may take, its answer included; what is opened takes its own.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Reads `path`, below the server's address or an address that the server itself has told.
    pub async fn get(&self, path: &str) -> Result<Answer, Failure> {
        self.ask(Method::GET, path, None).await?.ok_or_else(|| Failure::Unreadable("304 unasked".to_owned()))
    }

    /// Reads `path`; `None` where it is as it was when `etag` was told.
    pub async fn get_if_changed(&self, path: &str, etag: Option<&str>) -> Result<Option<Answer>, Failure> {
        self.ask(Method::GET, path, etag).await
    }

    /// Begins to read `path`, which may be large, from a byte on, where the server can. The answer is not read yet; it may
    /// take as long as [`LONG_TIMEOUT`] in all.
    ///
    /// An address that is handed back is to be asked without our credentials: one of another server, and whatever a 302
    /// or 303 names, as [GitHub's logs] do. Only what has moved for good on this server, as by a rename, is followed.
    ///
    /// [GitHub's logs]: https://docs.github.com/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run
    pub async fn open(&self, path: &str, from: u64) -> Result<Opened, Failure> {
        let mut url = self.resolve(path)?;
        for _ in 0..=REDIRECTS {
            let answer = self.begin(&url, from).await?;
            let status = answer.status();
            if status.is_redirection() {
                let location = text(answer.headers(), LOCATION.as_str());
                let target = location.and_then(|it| url.join(it).ok());
                let target = target.ok_or_else(|| Failure::Refused(status.as_u16()))?;
                let is_signed = matches!(status, StatusCode::FOUND | StatusCode::SEE_OTHER);
                if is_signed || target.origin() != self.base.origin() {
                    return Ok(Opened::Elsewhere(target));
                }
                url = self.resolve(target.as_str())?;
                continue;
            }
            if status.is_success() {
                return Ok(Opened::Here(answer));
            }
            let headers = answer.headers().clone();
            return Err(failure(status, &headers, &read(answer).await?));
        }
        Err(Failure::Unreadable("it leads from one address to the next".to_owned()))
    }

    /// The server's address.
    pub fn base(&self) -> &Url {
        &self.base
    }

    async fn begin(&self, url: &Url, from: u64) -> Result<reqwest::Response, Failure> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut request = self.http.get(url.clone()).headers(self.headers.clone()).timeout(LONG_TIMEOUT);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        request.send().await.map_err(|error| unavailable(&error))
    }

    /// Posts to `path` without a body.
    pub async fn post(&self, path: &str) -> Result<(), Failure> {
        self.ask(Method::POST, path, None).await.map(drop)
    }

    /// How many requests have been sent since the last time that this was asked, redirects included.
    pub fn take_requests(&self) -> i64 {
        self.requests.swap(0, Ordering::Relaxed)
    }

    /// What the last answer said of how much may still be asked.
    pub fn budget(&self) -> Option<Budget> {
        *self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address that `path` is: below the base, or told whole by the server and then on that server.
    fn resolve(&self, path: &str) -> Result<Url, Failure> {
        let url = if path.starts_with('/') {
            Url::parse(&format!("{}{path}", self.base.as_str().trim_end_matches('/')))
        } else {
            Url::parse(path)
        };
        let url = url.map_err(|_| Failure::Unreadable("an address in it is none".to_owned()))?;
        if url.origin() != self.base.origin() || !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::Unreadable("it leads to another server".to_owned()));
        }
        Ok(url)
    }

    async fn ask(&self, method: Method, path: &str, etag: Option<&str>) -> Result<Option<Answer>, Failure> {
        let mut url = self.resolve(path)?;
        for _ in 0..=REDIRECTS {
            let answer = self.send(&method, &url, etag).await?;
            let status = answer.status();
            if status == StatusCode::NOT_MODIFIED && etag.is_some() {
                return Ok(None);
            }
            if status.is_redirection() {
                let location = text(answer.headers(), LOCATION.as_str());
                let target = location.and_then(|it| url.join(it).ok());
                url = self.resolve(target.ok_or_else(|| Failure::Refused(status.as_u16()))?.as_str())?;
                continue;
            }
            let headers = answer.headers().clone();
            let body = read(answer).await?;
            if !status.is_success() {
                return Err(failure(status, &headers, &body));
            }
            let next = text(&headers, LINK.as_str()).and_then(next_page).and_then(|it| url.join(it).ok());
            let next = next.map(|it| here(&url, it).into());
            return Ok(Some(Answer { headers, body, next }));
        }
        Err(Failure::Unreadable("it leads from one address to the next".to_owned()))
    }

    async fn send(&self, method: &Method, url: &Url, etag: Option<&str>) -> Result<reqwest::Response, Failure> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let request = self.http.request(method.clone(), url.clone()).headers(self.headers.clone());
        let mut request = request.timeout(self.timeout);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let answer = request.send().await.map_err(|error| unavailable(&error))?;
        if let Some(budget) = Budget::of(answer.headers(), now()) {
            *self.budget.lock().unwrap_or_else(PoisonError::into_inner) = Some(budget);
        }
        Ok(answer)
    }
}

async fn read(mut answer: reqwest::Response) -> Result<Bytes, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unavailable(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Failure::Unreadable(format!("it is larger than {} MB", LARGEST / 1024 / 1024)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

fn failure(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
    if let Some(until) = wait_until(status, headers, body, now()) {
        return Failure::Throttled { until };
    }
    match status.as_u16() {
        401 => Failure::Unauthorized,
        403 => Failure::Forbidden,
        404 => Failure::NotFound,
        410 => Failure::Gone,
        500.. => Failure::Unavailable(format!("it answered with status {}", status.as_u16())),
        other => Failure::Refused(other),
    }
}

/// What went wrong on the way, without the address: that may hold what is nobody's business.
fn unavailable(error: &reqwest::Error) -> Failure {
    let what = match () {
        () if error.is_timeout() => "no whole answer in time",
        () if error.is_connect() => return Failure::Unreachable,
        () => "the connection broke before the answer was whole",
    };
    Failure::Unavailable(what.to_owned())
}

/// The next page on the server that was asked: one behind a proxy names its pages by the address that it believes to have,
/// as GitLab does with its `external_url`. Only what it asks for is taken over.
fn here(asked: &Url, next: Url) -> Url {
    if next.origin() == asked.origin() {
        return next;
    }
    let mut page = asked.clone();
    page.set_query(next.query());
    page
}

/// The target of `rel="next"` in a `Link` header (RFC 8288).
fn next_page(link: &str) -> Option<&str> {
    link.split(',').find_map(|it| {
        let (target, parameters) = it.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|it| matches!(it.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then_some(target)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client::new("https://ci.example/api/v3/", Some("Bearer hush"), HeaderMap::new()).unwrap()
    }

    #[test]
    fn credentials_stay_with_their_server() {
        let client = client();
        let resolved = |path: &str| client.resolve(path).map(|it| it.to_string());
        assert_eq!(resolved("/repos/a/b?x=1").unwrap(), "https://ci.example/api/v3/repos/a/b?x=1");
        assert_eq!(resolved("https://ci.example/repositories/1").unwrap(), "https://ci.example/repositories/1");
        for elsewhere in [
            "https://evil.example/api/v3/x",
            "http://ci.example/api/v3/x",
            "https://ci.example:8443/x",
            "https://ci.example@evil.example/x",
            "https://user@ci.example/x",
            "file:///etc/passwd",
            "x",
        ] {
            assert!(matches!(resolved(elsewhere), Err(Failure::Unreadable(_))), "{elsewhere}");
        }
    }

    #[test]
    fn a_server_s_address_is_checked() {
        let new = |base: &str, token: &str| Client::new(base, Some(token), HeaderMap::new()).map(drop);
        assert_eq!(new("http://127.0.0.1:1/jenkins", "x"), Ok(()));
        for bad in ["", "ci.example", "ftp://ci.example", "https://user:pass@ci.example", "https://ci.example?x"] {
            assert_eq!(new(bad, "x"), Err(BadServer::Address), "{bad}");
        }
        assert_eq!(new("https://ci.example", "a\nb"), Err(BadServer::Credentials));
    }

    #[test]
    fn a_page_is_asked_for_where_the_first_was() {
        let url = |it: &str| Url::parse(it).unwrap();
        let asked = url("http://gitlab.internal/api/v4/projects/1/pipelines?per_page=9");
        let told = "https://gitlab.example/git/api/v4/projects/1/pipelines?page=2";
        assert_eq!(here(&asked, url(told)).as_str(), "http://gitlab.internal/api/v4/projects/1/pipelines?page=2");
        let told = "http://gitlab.internal/elsewhere?page=2";
        assert_eq!(here(&asked, url(told)).as_str(), told);
    }

    #[test]
    fn the_next_page_is_found_among_the_links() {
        let link =
            r#"<https://h/a?page=1>; rel="prev", <https://h/a?page=3>; rel="next", <https://h/a?page=9>; rel="last""#;
        assert_eq!(next_page(link), Some("https://h/a?page=3"));
        assert_eq!(next_page("<https://h/a?page=3>; title=\"x\"; rel=next"), Some("https://h/a?page=3"));
        assert_eq!(next_page(r#"<https://h/a>; rel="last""#), None);
        assert_eq!(next_page("nonsense"), None);
    }
}
