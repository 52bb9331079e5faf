//! Polls by the front door: what is polled is seen, and can be asked for.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use signalbox::settings::Settings;
use testing::fakes::github::{Github, Run, TOKEN};
use testing::fakes::{gitlab, jenkins};

use crate::host::TestHost;

fn variables(settings: &mut Settings, variables: &[(&str, &str)]) {
    settings.environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
}

/// What `/api/sources` tells once the runs with this number are over.
async fn polled(host: &TestHost, run: i64) -> Value {
    loop {
        let sources = host.get("/api/sources").await;
        let polls = sources["polls"].as_array().unwrap();
        if polls.iter().all(|it| it["state"] == "idle" && it["run"].as_i64() >= Some(run)) {
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
async fn every_provider_is_polled_whatever_becomes_of_another() {
    let (github, jenkins, gitlab) = (Github::start(&["acme/api"]).await, jenkins::start().await, gitlab::start().await);
    let recently = platform::clock::now() - SignedDuration::from_mins(10);
    github.put("acme/api", Run::ended(1, 1, recently, "success"));
    jenkins.with(|state| {
        state.now = recently.as_millisecond();
        state.job("nightly", false);
        let number = state.begin("nightly");
        state.end("nightly", number, "FAILURE");
    });
    gitlab.with(|state| {
        state.now = recently;
        let id = state.begin("acme/shop", "push");
        state.end("acme/shop", id, "success");
    });
    let list = [
        ("GITHUB_API_URL", github.url.as_str()),
        ("GITHUB_TOKEN", "one-that-has-run-out"),
        ("GITHUB_REPOS", "acme/api"),
        ("GITLAB_URL", gitlab.url.as_str()),
        ("GITLAB_TOKEN", "glpat-of-the-tests"),
        ("GITLAB_PROJECTS", "acme/gone,acme/shop"),
        ("JENKINS_URL", jenkins.url.as_str()),
        ("JENKINS_USER", "ada"),
        ("JENKINS_TOKEN", "hush"),
        ("JENKINS_JOBS", "*"),
    ];
    let host = TestHost::with(|settings| variables(settings, &list)).await;
    let sources = polled(&host, 1).await;
    let items = sources["items"].as_array().unwrap();
    let stands: Vec<_> = items.iter().map(|it| (it["name"].as_str().unwrap(), it["state"].as_str().unwrap())).collect();
    assert_eq!(
        stands,
        [("acme/api", "failing"), ("acme/gone", "failing"), ("acme/shop", "ok"), ("nightly", "ok")],
        "{sources:#}"
    );
    let error = |place: usize| items[place]["last_error"]["message"].as_str().unwrap();
    assert!(error(0).contains("token"), "{}", error(0));
    assert!(error(1).contains("does not exist"), "{}", error(1));
    let builds = host.get("/api/builds").await;
    let mut seen: Vec<_> =
        builds["items"].as_array().unwrap().iter().map(|it| it["provider"].as_str().unwrap()).collect();
    seen.sort_unstable();
    assert_eq!(seen, ["gitlab", "jenkins"]);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_asked_once_and_named() {
    let list = [("GITLAB_URL", "http://127.0.0.1:1"), ("GITLAB_PROJECTS", "acme/api,acme/shop")];
    let host = TestHost::with(|settings| variables(settings, &list)).await;
    let sources = polled(&host, 1).await;
    let poll = &sources["polls"][0];
    assert_eq!(poll["error"], "the provider is not available: no connection could be made");
    for source in sources["items"].as_array().unwrap() {
        assert_eq!(source["last_error"]["message"], poll["error"]);
    }
    assert_eq!(sources["items"][0]["requests"]["total"], 1);
    assert_eq!(sources["items"][1]["requests"]["total"], 0);
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
