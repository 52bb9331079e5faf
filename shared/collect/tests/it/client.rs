//! The client against a server that does what providers do.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use collect::{Client, Failure};
use futures_util::stream;
use std::time::Duration;
use tokio::net::TcpListener;

/// Serves `answer` on a free port; the address.
async fn serve<F>(answer: F) -> String
where
    F: Fn(&Request) -> Response + Clone + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let app = Router::new().fallback(any(move |request: Request| {
        let answer = answer(&request);
        async move { answer }
    }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

fn client(base: &str) -> Client {
    Client::new(base, Some("Bearer hush"), HeaderMap::new()).expect("a client")
}

#[tokio::test]
async fn a_status_is_told_in_our_words() {
    let base = serve(|request| {
        let status = request.uri().path().trim_start_matches('/').parse().expect("a status");
        StatusCode::from_u16(status).expect("a status").into_response()
    })
    .await;
    let client = client(&base);
    for (status, expected) in [
        (401, Failure::Unauthorized),
        (403, Failure::Forbidden),
        (404, Failure::NotFound),
        (410, Failure::Gone),
        (422, Failure::Refused(422)),
        (503, Failure::Unavailable("it answered with status 503".to_owned())),
        (304, Failure::Refused(304)),
    ] {
        assert_eq!(client.get(&format!("/{status}")).await.map(drop), Err(expected), "{status}");
    }
    assert!(matches!(client.get("/429").await, Err(Failure::Throttled { .. })));
    assert_eq!(client.take_requests(), 8);
}

#[tokio::test]
async fn a_renamed_repository_is_followed_and_another_server_never_asked() {
    let trap = serve(|_| panic!("asked")).await;
    let base = serve(move |request| {
        assert_eq!(request.headers()["authorization"], "Bearer hush");
        let target = match request.uri().path() {
            "/old" => "/new",
            "/round" => "/round",
            "/away" => return (StatusCode::FOUND, [("location", trap.clone())]).into_response(),
            _ => return "here".into_response(),
        };
        (StatusCode::MOVED_PERMANENTLY, [("location", target)]).into_response()
    })
    .await;
    let client = client(&base);
    assert_eq!(client.get("/old").await.expect("it is followed").body, "here");
    assert_eq!(client.take_requests(), 2);
    for bad in ["/away", "/round"] {
        assert!(matches!(client.get(bad).await, Err(Failure::Unreadable(_))), "{bad}");
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_read_again() {
    let base = serve(|request| match request.headers().get("if-none-match") {
        Some(etag) if etag == "W/\"1\"" => StatusCode::NOT_MODIFIED.into_response(),
        _ => ([("etag", "W/\"1\""), ("link", "</a?page=2>; rel=\"next\"")], "news").into_response(),
    })
    .await;
    let client = client(&base);
    let first = client.get_if_changed("/a", None).await.expect("an answer").expect("news");
    assert_eq!((first.etag(), first.next()), (Some("W/\"1\""), Some(format!("{base}/a?page=2").as_str())));
    assert!(client.get_if_changed("/a", first.etag()).await.expect("an answer").is_none());
}

#[tokio::test]
async fn a_server_that_is_slow_is_given_up() {
    let base = serve(|_| Body::from_stream(stream::pending::<std::io::Result<&str>>()).into_response()).await;
    let client = client(&base).with_timeout(Duration::from_millis(20));
    let failure = client.get("/slow").await.expect_err("it does not answer");
    assert_eq!(failure.to_string(), "the provider is not available: no whole answer in time");
}

#[tokio::test]
async fn an_answer_that_is_cut_or_too_large_is_none() {
    let base = serve(|request| match request.uri().path() {
        "/large" => vec![b' '; 17 * 1024 * 1024].into_response(),
        _ => {
            let pieces = [Ok("{"), Err(std::io::Error::other("cut"))];
            ([("content-length", "100")], Body::from_stream(stream::iter(pieces))).into_response()
        }
    })
    .await;
    let client = client(&base);
    assert!(matches!(client.get("/large").await, Err(Failure::Unreadable(_))));
    assert!(matches!(client.get("/cut").await, Err(Failure::Unavailable(_))));
    let nobody = self::client("http://127.0.0.1:1");
    let failure = nobody.get("/secret-path").await.expect_err("nobody is there");
    assert_eq!(failure.to_string(), "the provider is not available: no connection could be made");
}
