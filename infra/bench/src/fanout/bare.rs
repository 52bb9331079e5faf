//! The limit: a bare WebSocket server that sends the body of each request to all of its sockets, and does nothing else.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::sync::mpsc;

type Sockets = Arc<Mutex<Vec<mpsc::Sender<Utf8Bytes>>>>;

/// Serves on a free port, which is the one line that is printed, until the process is stopped.
pub(crate) async fn serve() -> Result<()> {
    super::listeners::allow_many_files();
    let app = Router::new().route("/", get(open).post(broadcast)).with_state(Sockets::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("no port to listen on")?;
    crate::print(&listener.local_addr()?.to_string());
    let listener = listener.tap_io(|stream| {
        // Without it the kernel keeps small frames back.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await.context("the bare WebSocket server ended")
}

async fn open(State(sockets): State<Sockets>, upgrade: WebSocketUpgrade) -> Response {
    let (sender, frames) = mpsc::channel(64);
    sockets.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
    upgrade.on_upgrade(|socket| run(socket, frames))
}

async fn run(mut socket: WebSocket, mut frames: mpsc::Receiver<Utf8Bytes>) {
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => if socket.send(Message::Text(frame)).await.is_err() { return },
                None => return,
            },
            message = socket.recv() => if !matches!(message, Some(Ok(_))) { return },
        }
    }
}

async fn broadcast(State(sockets): State<Sockets>, frame: String) {
    let frame = Utf8Bytes::from(frame);
    for socket in sockets.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // Nobody is so far behind here.
        let _ = socket.try_send(frame.clone());
    }
}
