//! A server on loopback that answers from a state.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::stream;
use tokio::net::TcpListener;

/// What a server was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The path and the query as they came.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Asked {
    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A parameter of the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
    }

    /// A header's text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
}

/// What a server does in the place of an answer.
#[derive(Clone, Debug)]
pub enum Misbehaviour {
    /// Answers with a status, headers and a text.
    Answer(u16, Vec<(&'static str, String)>, &'static str),
    /// Begins an answer and hangs up.
    Cut,
}

struct Inner<S> {
    state: S,
    asked: Vec<Asked>,
    misbehaviour: VecDeque<(String, Misbehaviour)>,
}

/// A running server. It is there until the test's runtime ends.
pub struct Server<S> {
    /// Where it is.
    pub url: String,
    inner: Arc<Mutex<Inner<S>>>,
}

impl<S: Send + 'static> Server<S> {
    /// Serves `state` on a free port.
    pub async fn start(state: S, answer: fn(&mut S, &Asked) -> Response) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Mutex::new(Inner { state, asked: Vec::new(), misbehaviour: VecDeque::new() }));
        let served = inner.clone();
        let app = Router::new().fallback(any(move |request: Request| {
            let response = respond(&mut lock(&served), &request, answer);
            async move { response }
        }));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, inner }
    }

    /// Looks at the state, or changes it.
    pub fn with<T>(&self, change: impl FnOnce(&mut S) -> T) -> T {
        change(&mut lock(&self.inner).state)
    }

    /// What was asked since the last time that this was called.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut lock(&self.inner).asked)
    }

    /// Misbehaves once, at the next request whose path or query holds `target`.
    pub fn misbehave(&self, target: &str, how: Misbehaviour) {
        lock(&self.inner).misbehaviour.push_back((target.to_owned(), how));
    }
}

fn lock<S>(inner: &Mutex<Inner<S>>) -> MutexGuard<'_, Inner<S>> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

fn respond<S>(inner: &mut Inner<S>, request: &Request, answer: fn(&mut S, &Asked) -> Response) -> Response {
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let asked = Asked { target, headers: request.headers().clone() };
    inner.asked.push(asked.clone());
    let planned = inner.misbehaviour.iter().position(|(target, _)| asked.target.contains(target));
    match planned.and_then(|it| inner.misbehaviour.remove(it)) {
        Some((_, how)) => misbehave(how),
        None => answer(&mut inner.state, &asked),
    }
}

fn misbehave(how: Misbehaviour) -> Response {
    match how {
        Misbehaviour::Answer(status, headers, body) => {
            let mut response = (StatusCode::from_u16(status).expect("a status"), body).into_response();
            for (name, value) in headers {
                let value = HeaderValue::from_str(&value).expect("a header's value");
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
            response
        }
        Misbehaviour::Cut => {
            let pieces = [Ok("{\"half\":"), Err(std::io::Error::other("cut"))];
            ([("content-length", "100")], Body::from_stream(stream::iter(pieces))).into_response()
        }
    }
}
