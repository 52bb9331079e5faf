//! Polls by the front door: what is polled is seen, and can be asked for.

use reqwest::StatusCode;
use serde_json::{Value, json};
use signalbox::settings::Settings;
use testing::fakes::github::{Github, Run, TOKEN};

use crate::host::TestHost;

fn variables(settings: &mut Settings, variables: &[(&str, &str)]) {
    settings.environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
}

/// What `/api/sources` tells once the run with this number is over.
async fn polled(host: &TestHost, run: i64) -> Value {
    loop {
        let sources = host.get("/api/sources").await;
        let poll = &sources["polls"][0];
        if poll["state"] == "idle" && poll["run"].as_i64() >= Some(run) {
            return sources;
        }
    }
}

async fn trigger(host: &TestHost, body: &str) -> (StatusCode, Value) {
    let answer =
        host.client.post(format!("{}/api/collect/trigger", host.url)).body(body.to_owned()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_at_a_provider_is_here_after_a_poll_that_somebody_asked_for() {
    let github = Github::start(&["acme/api"]).await;
    let now = platform::clock::now();
    github.put("acme/api", Run::ended(1, 1, now, "success"));
    let list = [("GITHUB_API_URL", github.url.as_str()), ("GITHUB_TOKEN", TOKEN), ("GITHUB_REPOS", "acme/api")];
    let host = TestHost::with(|settings| variables(settings, &list)).await;
    let sources = polled(&host, 1).await;
    let source = &sources["items"][0];
    assert_eq!((&source["name"], &source["state"]), (&json!("acme/api"), &json!("ok")), "{source}");
    assert_eq!(source["webhook_missing"], false);
    assert_eq!(host.get("/api/builds").await["items"].as_array().unwrap().len(), 1);

    github.put("acme/api", Run::ended(2, 2, now, "failure"));
    let (status, asked) = trigger(&host, "{}").await;
    assert_eq!(status, 202);
    assert_eq!(asked["polls"][0], json!({ "provider": "github", "run": 2, "joined": false }));
    polled(&host, 2).await;
    let builds = host.get("/api/builds").await;
    assert_eq!(builds["items"][0]["status"], "failure");
    assert!(!host.get("/api/sources").await.to_string().contains(TOKEN));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_polled_can_be_asked_for() {
    let host = TestHost::start().await;
    assert_eq!(trigger(&host, "{}").await, (StatusCode::ACCEPTED, json!({ "polls": [] })));
    let (status, problem) = trigger(&host, r#"{"provider":"jenkins"}"#).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("not_configured")));
    for body in ["", "[]", "null", r#"{"provider":"bitbucket"}"#, r#"{"provider":1}"#, r#"{"other":1}"#] {
        let (status, problem) = trigger(&host, body).await;
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_parameter")), "{body}");
    }
    assert_eq!(host.get("/api/sources").await, json!({ "items": [], "polls": [] }));
    host.stop().await;
}
