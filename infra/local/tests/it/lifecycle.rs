//! Starting and stopping.

use reqwest::header::{HeaderName, HeaderValue};
use signalbox::Host;
use testing::Database;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::delivery::Delivery;
use crate::host::{TestHost, settings};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_is_told_in_one_sentence() {
    let host = TestHost::start().await;
    let (database, data) = (Database::new(), tempfile::tempdir().unwrap());
    let mut settings = settings(database.url(), data.path().to_owned());
    settings.address = host.url.trim_start_matches("http://").parse().unwrap();
    let error = Host::start(settings).await.err().expect("there is one already").to_string();
    assert!(error.contains("is another Signalbox running? SIGNALBOX_ADDR takes another address"), "{error}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_answered_when_the_host_stops() {
    let host = TestHost::start().await;
    let delivery = Delivery::run(1, "success");
    let request = delivery.to(&host.client, &host.url).build().unwrap();
    let mut stream = TcpStream::connect(host.url.trim_start_matches("http://")).await.unwrap();
    let header = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {}\r\n", value.to_str().unwrap());
    let headers: String = request.headers().iter().map(header).collect();
    let length = delivery.body.len();
    let head = format!(
        "POST /webhooks/github HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut proceed = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut proceed).await.unwrap();

    let rest = async {
        stream.write_all(delivery.body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    // The host is told to stop before the first byte of the body is sent.
    let ((), answer) = tokio::join!(host.stop(), rest);
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    assert!(answer.contains("applied"), "{answer}");
}
