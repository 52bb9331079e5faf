//! The listener: HTTP/1.1 with limits on how long and how large a request's head may be, and an end that cuts nobody off.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a client may take before it is cut off.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a client may take to send a request's head, and how long a connection may rest between two requests.
    pub head_time: Duration,
    /// How large a request's head may be, in bytes.
    pub head_size: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head_time: Duration::from_secs(30), head_size: 32 * 1024 }
    }
}

/// Serves `app` until `stop`, and then waits for the requests that are under way.
pub async fn serve(mut listener: TcpListener, app: Router, limits: Limits, stop: CancellationToken) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_header_size(limits.head_size);
    let connections = TaskTracker::new();
    while let Some((stream, peer)) = stop.run_until_cancelled(Listener::accept(&mut listener)).await {
        let connection = builder.serve_connection(socket(stream), service(app.clone(), peer)).with_upgrades();
        let stop = stop.clone();
        connections.spawn(async move {
            let mut connection = pin!(connection);
            let ended = match stop.run_until_cancelled(connection.as_mut()).await {
                Some(ended) => ended,
                None => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(error = error.to_string(), "a connection broke off");
            }
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

fn socket(stream: TcpStream) -> TokioIo<TcpStream> {
    // Frames are small, and each one counts at once.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = error.to_string(), "a socket keeps small writes back");
    }
    TokioIo::new(stream)
}

/// The routes, told who asks.
fn service(
    app: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send,
> {
    let app = TowerToHyperService::new(app);
    service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.call(request)
    })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn a_client_that_does_not_finish_its_request_is_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { head_time: Duration::from_millis(20), ..Limits::default() };
        tokio::spawn(serve(listener, Router::new(), limits, CancellationToken::new()));
        for request in ["", "GET / HTTP/1.1\r\nhost: loc"] {
            let mut client = TcpStream::connect(address).await.unwrap();
            client.write_all(request.as_bytes()).await.unwrap();
            let end = tokio::time::timeout(Limits::default().head_time / 2, client.read(&mut [0; 64])).await;
            assert_eq!(end.expect("the connection ends").unwrap(), 0, "it ends without an answer");
        }
    }

    #[tokio::test]
    async fn a_head_that_is_too_large_is_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        tokio::spawn(serve(listener, Router::new(), Limits::default(), CancellationToken::new()));
        let request = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}", "x".repeat(Limits::default().head_size));
        client.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 12];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 431");
    }
}
