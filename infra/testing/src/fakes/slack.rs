//! A stand-in for Slack's incoming webhooks that keeps what was posted and misbehaves as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::time::Clock;

/// How it answers a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It takes it.
    Ok,
    /// It answers with this status.
    Status(u16),
    /// It answers with this status, and asks to be left alone for so many seconds.
    After(u16, u64),
    /// It takes it, and the connection ends before all of the answer is there.
    Cut,
    /// It takes nothing and never answers.
    Hang,
}

/// What was posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The webhook's path.
    pub path: String,
    /// The body.
    pub body: Value,
    /// When, by the clock that the stand-in was given.
    pub at: Duration,
    /// What it was answered.
    pub answer: Answer,
}

/// How it answers the post with this number to this path, from 0.
type Script = dyn Fn(&str, usize) -> Answer + Send + Sync;

/// The stand-in; it stops when this is dropped.
pub struct FakeSlack {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    clock: Clock,
    script: Box<Script>,
    posts: Mutex<Vec<Post>>,
}

impl FakeSlack {
    /// One on a free port that answers as the script says.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn start(clock: Clock, script: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { clock, script: Box::new(script), posts: Mutex::default() });
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            // It serves until it is aborted.
            let _ = axum::serve(listener, app).await;
        });
        Self { address, shared, task }
    }

    /// The address of a webhook.
    pub fn webhook(&self, name: &str) -> String {
        format!("http://{}/services/{name}", self.address)
    }

    /// What was posted, in the order it came.
    pub fn posts(&self) -> Vec<Post> {
        self.shared.posts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The posts that it took.
    pub fn taken(&self) -> Vec<Post> {
        self.posts().into_iter().filter(|it| matches!(it.answer, Answer::Ok | Answer::Cut)).collect()
    }
}

impl Drop for FakeSlack {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1024 * 1024).await.unwrap_or_default();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let answer = {
        let mut posts = shared.posts.lock().unwrap_or_else(PoisonError::into_inner);
        let number = posts.iter().filter(|it| it.path == path).count();
        let answer = (shared.script)(&path, number);
        posts.push(Post { path, body, at: shared.clock.now(), answer });
        answer
    };
    let response = Response::builder();
    let response = match answer {
        Answer::Ok => response.body(Body::from("ok")),
        Answer::Status(status) => response.status(status).header(LOCATION, "/elsewhere").body(Body::from("no_service")),
        Answer::After(status, seconds) => {
            response.status(status).header(RETRY_AFTER, seconds).body(Body::from("rate_limited"))
        }
        Answer::Cut => {
            let begun = stream::once(async { Ok(Bytes::from_static(b"o")) });
            let broken = stream::once(async {
                // What came before is on its way first.
                tokio::task::yield_now().await;
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            });
            response.body(Body::from_stream(begun.chain(broken)))
        }
        Answer::Hang => std::future::pending().await,
    };
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
