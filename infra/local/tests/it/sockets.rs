//! WebSocket connections, as a browser has them.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_postgres::NoTls;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::delivery::Delivery;
use crate::host::{TestHost, within_limit};

/// A client's end of a connection.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// A change as a frame tells it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// The status before.
    pub(crate) from: Option<String>,
    /// The status after.
    pub(crate) to: String,
    /// The build's id at its provider.
    pub(crate) external_id: String,
}

impl Socket {
    /// Opens a connection.
    pub(crate) async fn open(url: &str) -> Self {
        Self(connect_async(url).await.unwrap().0)
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next frame.
    async fn frame(&mut self) -> Value {
        loop {
            if let Message::Text(text) = within_limit(self.0.next()).await.expect("the connection is open").unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// The changes of the next frame.
    pub(crate) async fn builds(&mut self) -> Vec<Told> {
        let frame = self.frame().await;
        assert_eq!((&frame["v"], &frame["type"]), (&json!(1), &json!("builds")), "{frame}");
        let word = |it: &Value| it.as_str().map(str::to_owned);
        let told = |it: &Value| Told {
            from: word(&it["from"]),
            to: word(&it["to"]).unwrap(),
            external_id: word(&it["build"]["external_id"]).unwrap(),
        };
        frame["items"].as_array().unwrap().iter().map(told).collect()
    }

    /// With which code the host closes the connection.
    async fn end(mut self) -> Option<CloseCode> {
        while let Some(message) = within_limit(self.0.next()).await {
            match message {
                Ok(Message::Close(frame)) => return frame.map(|it| it.code),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        None
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_client_is_told_every_change_once() {
    let host = TestHost::start().await;
    let mut sockets = [Socket::open(&host.socket()).await, Socket::open(&host.socket()).await];
    for state in ["queued", "in_progress", "failure"] {
        assert_eq!(host.send(&Delivery::run(1, state)).await.status(), 202);
    }
    let told = |from: Option<&str>, to: &str| Told {
        from: from.map(str::to_owned),
        to: to.to_owned(),
        external_id: Delivery::external_id(1),
    };
    let expected = [told(None, "queued"), told(Some("queued"), "running"), told(Some("running"), "failure")];
    for socket in &mut sockets {
        let mut heard = Vec::new();
        while heard.len() < expected.len() {
            heard.extend(socket.builds().await);
        }
        assert_eq!(heard, expected);
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_follow_one_another_without_a_gap() {
    let host = TestHost::start().await;
    let mut socket = Socket::open(&host.socket()).await;
    let mut cursor = host.get("/api/changes").await["cursor"].clone();
    let mut heard = 0;
    for number in 0..20 {
        assert_eq!(host.send(&Delivery::run(number, "success")).await.status(), 202);
    }
    while heard < 20 {
        let frame = socket.frame().await;
        assert_eq!(frame["after"], cursor);
        cursor = frame["cursor"].clone();
        heard += frame["items"].as_array().unwrap().len();
    }
    assert_eq!(host.get("/api/changes").await["cursor"], cursor);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_transaction_holds_back_is_told_soon_after_its_end() {
    let host = TestHost::start().await;
    let mut socket = Socket::open(&host.socket()).await;
    let (mut older, connection) = tokio_postgres::connect(&host.database_url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let (other, connection) = tokio_postgres::connect(&host.database_url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let older = older.transaction().await.unwrap();
    older.batch_execute("select pg_current_xact_id()").await.unwrap();

    assert_eq!(host.send(&Delivery::run(1, "success")).await.status(), 202);
    let given_back = "select from outbox where topic = 'push' and fence > 0 and state = 'ready'";
    within_limit(async { while other.query(given_back, &[]).await.unwrap().is_empty() {} }).await;
    older.commit().await.unwrap();
    assert_eq!(socket.builds().await[0].external_id, Delivery::external_id(1));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_answered() {
    let host = TestHost::start().await;
    let mut socket = Socket::open(&host.socket()).await;
    socket.say(&json!({ "action": "ping" })).await;
    assert_eq!(socket.frame().await, json!({ "v": 1, "type": "pong" }));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_somebody_else_gets_no_socket() {
    let host = TestHost::start().await;
    let mut request = host.socket().into_client_request().unwrap();
    request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    let Err(Error::Http(answer)) = connect_async(request).await else { panic!("a socket was opened") };
    assert_eq!(answer.status(), 421);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_ends_the_connection() {
    let host = TestHost::start().await;
    let mut socket = Socket::open(&host.socket()).await;
    socket.say(&json!({ "action": "x".repeat(128 * 1024) })).await;
    assert_eq!(socket.end().await, Some(CloseCode::Size));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_stops_says_goodbye() {
    let host = TestHost::start().await;
    let sockets = [Socket::open(&host.socket()).await, Socket::open(&host.socket()).await];
    host.stop().await;
    for socket in sockets {
        assert_eq!(socket.end().await, Some(CloseCode::Away));
    }
}
