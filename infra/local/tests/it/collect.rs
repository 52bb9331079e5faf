//! Polls by the front door: what is polled is seen, and can be asked for.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use signalbox::settings::Settings;
use testing::fakes::github::{Github, Run, TOKEN};
use testing::fakes::{gitlab, jenkins};
use tokio_postgres::NoTls;

use crate::delivery::{Delivery, SECRET};
use crate::host::{TestHost, within_limit};

fn variables(settings: &mut Settings, variables: &[(&str, &str)]) {
    settings.environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
}

/// What `/api/sources` tells once the runs with this number are over. A poll that has never begun has run 0.
async fn polled(host: &TestHost, run: i64) -> Value {
    within_limit(async {
        loop {
            let sources = host.get("/api/sources").await;
            let polls = sources["polls"].as_array().unwrap();
            if polls.iter().all(|it| it["state"] == "idle" && it["run"].as_i64() >= Some(run)) {
                return sources;
            }
        }
    })
    .await
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

/// Webhooks of the same sources: of GitHub, of GitLab and of Jenkins.
async fn hear_of_each(host: &TestHost) {
    assert_eq!(host.send(&Delivery::run(1, "queued")).await.status(), 202);
    let pipeline = json!({
        "object_kind": "pipeline",
        "object_attributes": { "id": 77, "iid": 77, "ref": "main", "status": "running", "created_at": "2026-11-23 10:00:00 UTC" },
        "project": { "id": 12, "path_with_namespace": "acme/shop", "web_url": "https://gitlab.example/acme/shop" },
    });
    let page = "job/acme/job/app/77/";
    let build = json!({
        "name": "app", "url": "job/acme/job/app/",
        "build": {
            "full_url": format!("https://ci.example/{page}"), "number": 77, "phase": "STARTED", "url": page,
            "timestamp": 1_763_892_000_000_i64,
        },
    });
    let secret = |provider: &str| format!("{SECRET} of {provider}");
    let post = |path: String| host.client.post(format!("{}/webhooks/{path}", host.url));
    let gitlab =
        post("gitlab".to_owned()).header("x-gitlab-event", "Pipeline Hook").header("x-gitlab-token", secret("gitlab"));
    assert_eq!(gitlab.json(&pipeline).send().await.unwrap().status(), 202);
    let jenkins = post("jenkins".to_owned()).header("x-jenkins-token", secret("jenkins"));
    assert_eq!(jenkins.json(&build).send().await.unwrap().status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_whose_webhook_is_missing_is_told_what_to_do_until_one_is_heard() {
    let (github, gitlab, jenkins) =
        (Github::start(&["acme/shop"]).await, gitlab::start().await, jenkins::start().await);
    jenkins.with(|state| {
        state.folder("acme", jenkins::FOLDER);
        state.job("acme/app", false);
    });
    let list = [
        ("GITHUB_API_URL", github.url.as_str()),
        ("GITHUB_TOKEN", TOKEN),
        ("GITHUB_REPOS", "acme/shop"),
        ("GITLAB_URL", gitlab.url.as_str()),
        ("GITLAB_TOKEN", "glpat-of-the-tests"),
        ("GITLAB_PROJECTS", "acme/shop"),
        ("JENKINS_URL", jenkins.url.as_str()),
        ("JENKINS_USER", "ada"),
        ("JENKINS_TOKEN", "hush"),
        ("JENKINS_JOBS", "acme"),
        ("PUBLIC_URL", "https://signalbox.example/"),
    ];
    let host = TestHost::with(|settings| {
        variables(settings, &list);
        settings.public_url = Some("https://signalbox.example/".to_owned());
    })
    .await;
    polled(&host, 1).await;

    // What a provider's clock says is later than when it was first asked.
    let soon = platform::clock::now() + SignedDuration::from_secs(5);
    github.put("acme/shop", Run::queued(1, 1, soon));
    gitlab.with(|state| {
        state.now = soon;
        state.begin("acme/shop", "push")
    });
    jenkins.with(|state| {
        state.now = soon.as_millisecond();
        state.begin("acme/app")
    });
    trigger(&host, "{}").await;
    let sources = polled(&host, 2).await;
    let advice = |sources: &Value| -> Vec<Value> {
        sources["items"].as_array().unwrap().iter().map(|it| it["advice"].clone()).collect()
    };
    assert_eq!(advice(&sources), [Value::Null, Value::Null, Value::Null], "it may still come: {sources:#}");

    let (database, connection) = tokio_postgres::connect(&host.database_url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "update sources set polled_news_at = polled_news_at - interval '15 minutes'";
    assert_eq!(database.execute(sql, &[]).await.unwrap(), 3);
    let sources = host.get("/api/sources").await;
    assert_eq!(
        advice(&sources),
        [
            "no webhook tells of its builds; check https://signalbox.example/webhooks/github in the Settings, Webhooks, of \
             the repository or of its organisation (events: workflow runs, workflow jobs)",
            "no webhook tells of its builds; check https://signalbox.example/webhooks/gitlab in the project's Settings, \
             Webhooks (triggers: pipeline events, job events)",
            "no webhook tells of its builds; check https://signalbox.example/webhooks/jenkins in the job's configuration, \
             Notification endpoints (format JSON, protocol HTTP, event All)",
        ],
        "{sources:#}"
    );
    assert!(sources["items"].as_array().unwrap().iter().all(|it| it["webhook_missing"] == true));

    hear_of_each(&host).await;
    let sources = host.get("/api/sources").await;
    assert_eq!(advice(&sources), [Value::Null, Value::Null, Value::Null], "{sources:#}");
    assert!(sources["items"].as_array().unwrap().iter().all(|it| it["webhook_missing"] == false));
    host.stop().await;
}
