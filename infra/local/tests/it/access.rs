//! The access token: who knows it gets in, and nobody else.

use std::fs;
use std::path::Path;

use platform::config::Environment;
use platform::gate::Gate;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use signalbox::settings::Settings;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::delivery::Delivery;
use crate::host::TestHost;
use crate::sockets::Socket;

const TOKEN: &str = "the token of the tests";

fn ask_for_token(settings: &mut Settings) {
    let variables = [("SIGNALBOX_ACCESS_TOKEN".to_owned(), TOKEN.to_owned())];
    settings.gate = Gate::optional(&variables.into_iter().collect::<Environment>()).unwrap();
}

async fn start() -> TestHost {
    TestHost::with(ask_for_token).await
}

async fn sign_in(host: &TestHost) -> String {
    let answer = host.client.post(format!("{}/api/session", host.url)).json(&json!({ "token": TOKEN })).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

/// Every route of the OpenAPI document, with a method.
fn routes() -> Vec<(Method, String)> {
    let document: Value = serde_json::from_str(&api::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let routes = paths.flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |it| (it, path)));
    let filled =
        |path: &str| path.split('/').map(|it| if it.starts_with('{') { "1" } else { it }).collect::<Vec<_>>().join("/");
    routes.map(|(method, path)| (method.to_uppercase().parse().unwrap(), filled(path))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_behind_it_but_webhooks_health_and_signing_in() {
    let host = start().await;
    let (mut closed, mut open) = (0, 0);
    for (method, path) in routes() {
        let answer = host.client.request(method.clone(), format!("{}{path}", host.url)).send().await.unwrap();
        if path.starts_with("/webhooks/") || path == "/api/health" || path == "/api/session" {
            assert!(!answer.headers().contains_key("www-authenticate"), "{method} {path}");
            open += 1;
        } else {
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            assert!(answer.headers().contains_key("www-authenticate"), "{method} {path}");
            assert_eq!(answer.json::<Value>().await.unwrap()["code"], "sign_in_required", "{method} {path}");
            closed += 1;
        }
    }
    assert!(closed >= 8 && open >= 3, "{closed} {open}");
    assert_eq!(status(host.client.get(format!("{}/api/nothing", host.url))).await, StatusCode::UNAUTHORIZED);
    assert_eq!(host.send(&Delivery::run(1, "success")).await.status(), StatusCode::ACCEPTED);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_shows_the_token() {
    let host = start().await;
    let builds = || host.client.get(format!("{}/api/builds", host.url));
    assert_eq!(status(builds().bearer_auth(TOKEN)).await, StatusCode::OK);
    for wrong in ["", "the token of the test", "the token of the tests.", "THE TOKEN OF THE TESTS"] {
        assert_eq!(status(builds().bearer_auth(wrong)).await, StatusCode::UNAUTHORIZED, "{wrong:?}");
    }
    assert_eq!(status(builds().basic_auth("", Some(TOKEN))).await, StatusCode::UNAUTHORIZED);
    let query = host.client.get(format!("{}/api/builds?token={}", host.url, TOKEN.replace(' ', "+")));
    assert_eq!(status(query).await, StatusCode::UNAUTHORIZED);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_out() {
    let host = start().await;
    let session = || host.client.get(format!("{}/api/session", host.url));
    assert_eq!(
        session().send().await.unwrap().json::<Value>().await.unwrap(),
        json!({ "required": true, "signed_in": false })
    );
    for (body, expected) in [(json!({ "token": "wrong" }), 401), (json!({ "token": 7 }), 400), (json!([TOKEN]), 400)] {
        let answer = host.client.post(format!("{}/api/session", host.url)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{body}");
        assert!(!answer.headers().contains_key("set-cookie"), "{body}");
    }
    let cookie = sign_in(&host).await;
    let told = session().header("cookie", &cookie).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(told, json!({ "required": true, "signed_in": true }));
    let builds = |cookie: &str| host.client.get(format!("{}/api/builds", host.url)).header("cookie", cookie.to_owned());
    assert_eq!(status(builds(&cookie)).await, StatusCode::OK);
    assert_eq!(status(builds(&cookie.replace('a', "b"))).await, StatusCode::UNAUTHORIZED);

    let out = host.client.delete(format!("{}/api/session", host.url)).header("cookie", &cookie).send().await.unwrap();
    let gone = out.headers()["set-cookie"].to_str().unwrap();
    assert!(gone.starts_with("signalbox_session=;") && gone.contains("Max-Age=0"), "{gone}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_the_cookie_is_bound_to_it() {
    let host = TestHost::with(|settings| {
        ask_for_token(settings);
        settings.public_url = Some("https://ci.example".to_owned());
    });
    let host = host.await;
    let answer =
        host.client.post(format!("{}/api/session", host.url)).json(&json!({ "token": TOKEN })).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-signalbox_session=") && cookie.ends_with("; Secure"), "{cookie}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket() {
    let host = start().await;
    let cookie = sign_in(&host).await;
    let refused = |url: String, name: &'static str, value: String| async move {
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        let Err(Error::Http(answer)) = connect_async(request).await else { panic!("a socket was opened") };
        answer.status()
    };
    assert_eq!(refused(host.socket(), "cookie", cookie.clone()).await, 401, "a cookie is not enough");
    assert_eq!(refused(format!("{}?ticket=ticket.1.2.3", host.socket()), "cookie", cookie.clone()).await, 401);

    let answer = host.client.post(format!("{}/api/session/ticket", host.url)).header("cookie", &cookie).send().await;
    let ticket = answer.unwrap().json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned();
    let url = format!("{}?ticket={ticket}", host.socket());
    let mut socket = Socket::open(&url).await;
    host.send(&Delivery::run(1, "success")).await;
    assert_eq!(socket.builds().await[0].to, "success");
    assert_eq!(refused(url, "cookie", cookie).await, 401, "a ticket is used once");

    let mut request = host.socket().into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {TOKEN}").parse().unwrap());
    assert!(connect_async(request).await.is_ok(), "a program shows the token");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_behind_it_and_its_place_is_where_one_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend/public");
    for file in ["sign-in.html", "sign-in.js", "sign-in.css", "theme.js"] {
        fs::copy(public.join(file), folder.path().join(file)).unwrap();
    }
    fs::create_dir(folder.path().join("assets")).unwrap();
    fs::write(folder.path().join("index.html"), "<title>Signalbox</title>").unwrap();
    fs::write(folder.path().join("assets/app.js"), "signal();").unwrap();
    let host = TestHost::with(|settings| {
        ask_for_token(settings);
        settings.page = Some(folder.path().to_owned());
    });
    let host = host.await;
    let get = |path: &str| host.client.get(format!("{}{path}", host.url));
    for path in ["/", "/pipelines/7", "/assets/app.js", "/index.html"] {
        let answer = get(path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert!(answer.text().await.unwrap().contains("<form id=\"sign-in\">"), "{path}");
    }
    for path in ["/sign-in.html", "/sign-in.js", "/sign-in.css", "/theme.js"] {
        assert_eq!(status(get(path)).await, StatusCode::OK, "{path}");
    }
    let page = get("/pipelines/7").header("cookie", sign_in(&host).await).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("<title>Signalbox</title>"));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_nobody_has_to_sign_in() {
    let host = TestHost::start().await;
    assert_eq!(host.get("/api/session").await, json!({ "required": false, "signed_in": true }));
    let answer = host.client.post(format!("{}/api/session/ticket", host.url)).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "ticket": null, "expires_at": null }));
    host.stop().await;
}
