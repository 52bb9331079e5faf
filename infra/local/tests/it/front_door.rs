//! The gateway: what it lets in, and what every answer carries.

use std::convert::Infallible;

use axum::body::Bytes;
use futures_util::stream::{self, StreamExt};
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::delivery::Delivery;
use crate::host::TestHost;

/// One byte more than a webhook may have.
const TOO_MUCH: usize = 6 * 1024 * 1024 + 1;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_told_as_a_problem() {
    let host = TestHost::start().await;
    let cases = [
        (Method::GET, "/api/nothing", 404, "not_found"),
        (Method::POST, "/api", 404, "not_found"),
        (Method::POST, "/webhooks/bitbucket", 404, "not_found"),
        (Method::GET, "/api/builds/999", 404, "not_found"),
        (Method::GET, "/webhooks/github", 405, "method_not_allowed"),
        (Method::DELETE, "/api/builds", 405, "method_not_allowed"),
        (Method::POST, "/api/setup", 405, "method_not_allowed"),
        (Method::GET, "/api/builds?limit=0", 400, "bad_parameter"),
        (Method::GET, "/api/builds/%F0%28", 400, "bad_parameter"),
    ];
    for (method, path, status, code) in cases {
        let answer = host.client.request(method.clone(), format!("{}{path}", host.url)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{method} {path}");
        assert_eq!(answer.headers().contains_key("allow"), status == 405, "{method} {path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], code, "{method} {path}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_however_it_comes() {
    let host = TestHost::start().await;
    let url = format!("{}/webhooks/github", host.url);
    let declared = host.client.post(&url).body(vec![b'x'; TOO_MUCH]);
    let chunk = || Ok::<_, Infallible>(Frame::data(Bytes::from(vec![b'x'; 64 * 1024])));
    let chunks = stream::repeat_with(chunk).take(TOO_MUCH.div_ceil(64 * 1024));
    let undeclared = host.client.post(&url).body(reqwest::Body::wrap(StreamBody::new(chunks)));
    for request in [declared, undeclared] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "body_too_large");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_everything_first_hears_that_it_was_too_much() {
    let host = TestHost::start().await;
    let mut stream = TcpStream::connect(host.url.trim_start_matches("http://")).await.unwrap();
    let length = 3 * TOO_MUCH;
    let head = format!("POST /webhooks/github HTTP/1.1\r\nhost: ci.example\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; length]).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 413");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_means_this_host_is_answered() {
    let host = TestHost::start().await;
    for path in ["/", "/api/builds", "/api/setup", "/ws"] {
        for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
            let answer = host.client.get(format!("{}{path}", host.url)).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST, "{path} {name}: {value}");
        }
    }
    let own = host.client.get(format!("{}/api/builds", host.url)).header("origin", &host.url);
    assert_eq!(own.send().await.unwrap().status(), 200);
    let webhook = host.client.post(format!("{}/webhooks/github", host.url)).header("host", "ci.example");
    assert_eq!(webhook.send().await.unwrap().status(), 401);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_told_to_this_machine_only() {
    let host = TestHost::start().await;
    let setup = host.get("/api/setup").await;
    assert_eq!(setup["providers"][0]["url"], format!("{}/webhooks/github", host.url));
    assert_eq!(setup["providers"][0]["secret"], crate::delivery::SECRET);
    assert_eq!(setup["providers"][0]["last_delivery_at"], Value::Null);
    host.send(&Delivery::run(1, "success")).await;
    assert!(host.get("/api/setup").await["providers"][0]["last_delivery_at"].is_string());
    for name in ["x-forwarded-for", "forwarded"] {
        let passed_on = host.client.get(format!("{}/api/setup", host.url)).header(name, "203.0.113.1");
        assert_eq!(passed_on.send().await.unwrap().status(), 404, "{name}");
    }
    host.stop().await;

    let proxied = TestHost::with(|settings| settings.public_url = Some("https://ci.example".to_owned())).await;
    let answer = proxied.client.get(format!("{}/api/setup", proxied.url)).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    proxied.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let host = TestHost::start().await;
    for path in ["/", "/missing.js", "/api/health", "/api/nothing", "/webhooks/github"] {
        let answer = host.client.get(format!("{}{path}", host.url)).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        let sockets = format!("connect-src 'self' {}", host.socket().trim_end_matches("/ws"));
        for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", &sockets] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "{path}");
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "same-origin", "{path}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_cut_off() {
    let host = TestHost::start().await;
    let address = host.url.trim_start_matches("http://").to_owned();
    let endless = format!("GET / HTTP/1.1\r\nhost: {address}\r\nx: {}\r\n\r\n", "x".repeat(1024 * 1024));
    for request in ["\u{16}\u{3}\u{1} this is TLS\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", &endless] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        // The host may cut the connection before it has read everything.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(host.get("/api/health").await["status"], "ok");
    host.stop().await;
}
