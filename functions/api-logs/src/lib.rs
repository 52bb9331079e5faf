//! `GET /api/logs/{provider}/{external_id}`: the log of a build, or of one of its jobs, from its provider.

use std::io;

use api::Problem;
use api::query::Query;
use bytes::Bytes;
use collect::Failure;
use domain::Provider;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, header};
use logs::{Absent, Logs, Told};
use percent_encoding::percent_decode_str;
use platform::http::{self, Request, Response};
use store::Store;

/// Where to go on: how many bytes of the log have been told so far.
const NEXT: HeaderName = HeaderName::from_static("signalbox-log-next");
/// Whether that is all.
const STATE: HeaderName = HeaderName::from_static("signalbox-log-state");
/// How much one answer of a Lambda function tells, in bytes: API Gateway takes 6 MB, and text grows on the way.
pub const LARGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// The function with its parts.
pub struct Function {
    store: Store,
    logs: Logs,
    limit: u64,
}

/// An answer: ready, or a log that is passed on as it comes.
pub enum Answer {
    /// All of it.
    Ready(Response),
    /// The beginning, and the text.
    Log(Box<HeaderMap>, BoxStream<'static, io::Result<Bytes>>),
}

impl Function {
    /// Reads `logs` of builds that are in `store`; one answer tells at most `limit` bytes.
    pub fn new(store: Store, logs: Logs, limit: u64) -> Self {
        Self { store, logs, limit }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Answer {
        match self.respond(&request).await {
            Ok(told) => Answer::Log(Box::new(headers(&told)), told.body),
            Err(error) => Answer::Ready(http::answer(Err(error))),
        }
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Told> {
        http::only_get(request)?;
        let (provider, external_id) = address(request.uri().path())?;
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let offset = query.parsed("offset", "a whole number of bytes")?.unwrap_or(0);
        let job = query.text("job")?;
        // Only logs of builds that we have heard of: our token may see more than whoever asks.
        let build =
            self.store.logged_build(provider, &external_id).await?.ok_or_else(|| Problem::not_found("build"))?;
        let told = self.logs.read(provider, &build, job.as_deref(), offset, self.limit).await;
        Ok(told.map_err(|absent| problem(&absent))?)
    }
}

impl Answer {
    /// The answer as a whole, for a host that cannot pass it on piece by piece. A log that breaks off is none.
    pub async fn whole(self) -> Response {
        let (headers, body) = match self {
            Self::Ready(response) => return response,
            Self::Log(headers, body) => (headers, body),
        };
        let pieces: Vec<Bytes> = match body.try_collect().await {
            Ok(pieces) => pieces,
            Err(error) => return http::problem(&Problem::provider_failed(error.to_string())),
        };
        // The pieces are valid UTF-8, so nothing is replaced here.
        let text = String::from_utf8_lossy(&pieces.concat()).into_owned();
        let mut response = Response::new(text.into());
        *response.headers_mut() = *headers;
        response
    }
}

/// The provider and the build in `/api/logs/{provider}/{external_id}`.
fn address(path: &str) -> Result<(Provider, String), Problem> {
    let rest = path.strip_prefix("/api/logs/").and_then(|it| it.split_once('/'));
    let (provider, id) = rest.ok_or_else(|| Problem::not_found("address"))?;
    let provider = provider.parse().map_err(|_| Problem::bad_parameter("provider", "github, gitlab or jenkins"))?;
    let id = percent_decode_str(id).decode_utf8().ok().filter(|it| !it.is_empty() && !it.contains('\0'));
    Ok((
        provider,
        id.ok_or_else(|| Problem::bad_parameter("external_id", "the build's external_id, encoded"))?.into_owned(),
    ))
}

/// A log is text and nothing else, whatever it holds.
fn headers(told: &Told) -> HeaderMap {
    HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (NEXT, HeaderValue::from(told.next)),
        (STATE, HeaderValue::from_static(told.state.as_str())),
    ])
}

fn problem(absent: &Absent) -> Problem {
    match absent {
        Absent::NotFound(what) => Problem::not_found(what),
        Absent::Gone => Problem::log_gone(),
        Absent::NotReady => Problem::log_not_ready(),
        Absent::NotConfigured => Problem::not_configured(absent.to_string()),
        Absent::Provider(Failure::NotFound) => Problem::not_found("log"),
        Absent::Provider(failure) => {
            tracing::warn!(error = failure.to_string(), "a provider did not give a log");
            Problem::provider_failed(failure.to_string())
        }
        Absent::Archive(_) => Problem::provider_failed(absent.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_decoded_once() {
        let read = |path: &str| address(path).ok().map(|(_, id)| id);
        assert_eq!(read("/api/logs/jenkins/acme%2Fshop%2Ffeature%252Fcart%238").unwrap(), "acme/shop/feature%2Fcart#8");
        assert_eq!(read("/api/logs/gitlab/4100").unwrap(), "4100");
        assert_eq!(read("/api/logs/jenkins/acme/shop%231").unwrap(), "acme/shop#1");
        for bad in
            ["/api/logs/gitlab/", "/api/logs/gitlab", "/api/logs/svn/1", "/api/logs/gitlab/%00", "/api/logs/gitlab/%ff"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
