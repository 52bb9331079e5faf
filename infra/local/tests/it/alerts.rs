//! Webhooks in, breakages out; and the rules of who is told of them.

use reqwest::{Method, StatusCode};
use senders::Senders;
use serde_json::{Value, json};

use crate::delivery::Delivery;
use crate::host::TestHost;

/// An address that must not be seen again.
const WEBHOOK: &str = "https://hooks.slack.com/services/T00000000/B00000000/hushhushhushhushwxyz";

async fn ask(host: &TestHost, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let answer = host.client.request(method, format!("{}{path}", host.url)).json(&body).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(!text.contains("hush"), "{text}");
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}

async fn send(host: &TestHost, runs: &[(u64, &str)]) {
    for (number, state) in runs {
        assert_eq!(host.send(&Delivery::recent(*number, state)).await.status(), 202);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_a_breakage_until_something_succeeds() {
    let host = TestHost::start().await;
    send(&host, &[(1, "success"), (2, "cancelled"), (3, "failure"), (4, "timed_out"), (5, "in_progress")]).await;
    let open = host.get("/api/breakages?default_branch=true&provider=github&branch=main").await;
    assert_eq!(open["items"].as_array().unwrap().len(), 1, "{open}");
    let breakage = &open["items"][0];
    assert_eq!((&breakage["repository"], &breakage["branch"]), (&json!("acme/shop"), &json!("main")));
    assert_eq!((&breakage["failures"], &breakage["closed_at"]), (&json!(2), &Value::Null));
    assert_eq!(breakage["is_default_branch"], true);
    let ids = ["opened_by", "last_build", "last_green"].map(|it| breakage[it]["external_id"].clone());
    assert_eq!(ids, [3, 4, 1].map(|it| json!(Delivery::external_id(it))));
    let suspects: Vec<_> = breakage["suspects"].as_array().unwrap().iter().map(|it| it["commit_sha"].clone()).collect();
    assert_eq!(suspects, [json!(format!("{:040x}", 3)), json!(format!("{:040x}", 2))]);

    send(&host, &[(6, "success")]).await;
    assert_eq!(host.get("/api/breakages").await["items"], json!([]));
    let closed = host.get("/api/breakages?state=closed").await;
    assert_eq!(closed["items"][0]["last_build"]["external_id"], json!(Delivery::external_id(6)));
    assert_eq!(closed["items"][0]["id"], breakage["id"]);
    assert_eq!(host.get("/api/breakages?state=all&default_branch=false").await["items"], json!([]));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn breakages_are_paged_by_the_time_they_opened() {
    let host = TestHost::start().await;
    send(&host, &[(1, "failure"), (2, "success"), (3, "failure"), (4, "success"), (5, "failure")]).await;
    let (mut seen, mut cursor) = (Vec::new(), Some(String::new()));
    while let Some(after) = cursor {
        let page = host.get(&format!("/api/breakages?state=all&limit=1{after}")).await;
        seen.push(page["items"][0]["opened_by"]["external_id"].clone());
        cursor = page["next_cursor"].as_str().map(|it| format!("&cursor={it}"));
    }
    assert_eq!(seen, [5, 3, 1].map(|it| json!(Delivery::external_id(it))));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_environment_says_is_stored_once_and_its_webhook_never_shown() {
    let variables = [
        ("SLACK_WEBHOOK_URL", WEBHOOK),
        ("ALERT_EMAIL_TO", "team@acme.example"),
        ("ALERT_EMAIL_FROM", "signalbox@acme.example"),
        ("SMTP_HOST", "127.0.0.1"),
    ];
    let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let senders = Senders::from_environment(&environment).unwrap();
    let host = TestHost::with(|it| it.senders = senders).await;
    let channels = host.get("/api/alerts/channels").await;
    let shown = |at: usize| {
        let channel = &channels["items"][at];
        (channel["kind"].clone(), channel["target"].clone(), channel["from_environment"].clone())
    };
    assert_eq!(shown(0), (json!("slack"), json!("https://hooks.slack.com/…wxyz"), json!(true)));
    assert_eq!(shown(1), (json!("email"), json!("team@acme.example"), json!(true)));
    let routes = host.get("/api/alerts/routes").await;
    assert_eq!(routes["items"].as_array().unwrap().len(), 1);
    assert_eq!(routes["items"][0]["kinds"], json!(["broken", "fixed"]));
    assert_eq!((&routes["items"][0]["branch"], &routes["items"][0]["channel_ids"]), (&Value::Null, &json!([1, 2])));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_routes_and_silences_are_made_changed_and_removed() {
    let host = TestHost::start().await;
    let (status, channel) =
        ask(&host, Method::POST, "/api/alerts/channels", json!({ "kind": "slack", "name": "ops", "target": WEBHOOK }))
            .await;
    assert_eq!((status, &channel["target"]), (StatusCode::CREATED, &json!("https://hooks.slack.com/…wxyz")));
    let path = format!("/api/alerts/channels/{}", channel["id"]);
    let (status, changed) =
        ask(&host, Method::PUT, &path, json!({ "kind": "slack", "name": "dev", "enabled": false })).await;
    assert_eq!((status, &changed["target"], &changed["name"]), (StatusCode::OK, &channel["target"], &json!("dev")));
    let (status, _) = ask(&host, Method::PUT, &path, json!({ "kind": "email", "name": "dev" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let wanted =
        json!({ "name": "api", "repository": "acme/*", "branch": "release/*", "channel_ids": [channel["id"]] });
    let (status, route) = ask(&host, Method::POST, "/api/alerts/routes", wanted).await;
    assert_eq!(
        (status, &route["provider"], &route["channel_ids"]),
        (StatusCode::CREATED, &json!("*"), &json!([channel["id"]]))
    );
    let of_route = format!("/api/alerts/routes/{}", route["id"]);
    let (status, _) = ask(&host, Method::PUT, &of_route, json!({ "name": "api", "kinds": ["still_failing"] })).await;
    assert_eq!(status, StatusCode::OK);
    let routes = host.get("/api/alerts/routes").await;
    assert_eq!(
        (&routes["items"][0]["kinds"], &routes["items"][0]["channel_ids"]),
        (&json!(["still_failing"]), &json!([]))
    );

    let silence = json!({ "from": "2026-01-01T00:00:00Z", "until": "2126-01-01T00:00:00Z", "reason": "a release" });
    let (status, silence) = ask(&host, Method::POST, "/api/alerts/silences", silence).await;
    assert_eq!((status, &silence["active"]), (StatusCode::CREATED, &json!(true)));
    let of_silence = format!("/api/alerts/silences/{}", silence["id"]);
    let ended = json!({ "from": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z", "reason": "over" });
    let (status, silence) = ask(&host, Method::PUT, &of_silence, ended).await;
    assert_eq!((status, &silence["active"]), (StatusCode::OK, &json!(false)));

    for path in [of_route, of_silence, path] {
        for expected in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
            assert_eq!(ask(&host, Method::DELETE, &path, json!({})).await.0, expected, "{path}");
        }
    }
    for list in ["channels", "routes", "silences"] {
        assert_eq!(host.get(&format!("/api/alerts/{list}")).await["items"], json!([]));
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_with_the_field_named() {
    let host = TestHost::start().await;
    let email = |target: &str| json!({ "kind": "email", "name": "a", "target": target });
    for (path, body, word) in [
        ("channels", json!({ "kind": "slack", "name": "a" }), "target"),
        ("channels", json!({ "kind": "slack", "name": "a", "target": "http://169.254.169.254/hush" }), "target"),
        ("channels", email("nobody"), "target"),
        ("channels", email("a@b\r\nBcc: c@d"), "target"),
        ("channels", json!({ "kind": "pager", "name": "a" }), "kind"),
        ("channels", json!({ "kind": "slack", "name": "a", "target": WEBHOOK, "next_slot": 0 }), "next_slot"),
        ("routes", json!({ "name": "a", "channel_ids": [7] }), "channel_ids"),
        ("routes", json!({ "name": "a".repeat(101) }), "name"),
        ("routes", json!({ "name": "a", "repository": "" }), "repository"),
        (
            "silences",
            json!({ "from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "reason": "a" }),
            "until",
        ),
        ("silences", json!({ "until": "2026-01-01T00:00:00Z", "reason": "a" }), "from"),
        ("routes/preview", json!([]), "object"),
    ] {
        let (status, problem) = ask(&host, Method::POST, &format!("/api/alerts/{path}"), body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(problem["detail"].as_str().unwrap().contains(word), "{problem}");
    }
    for (method, path, status) in [
        (Method::PATCH, "routes", 405),
        (Method::GET, "routes/1", 405),
        (Method::GET, "routes/preview", 405),
        (Method::DELETE, "routes/99999999999999999999", 400),
        (Method::DELETE, "routes/0", 400),
    ] {
        let answered = ask(&host, method, &format!("/api/alerts/{path}"), json!({})).await.0;
        assert_eq!(answered, StatusCode::from_u16(status).unwrap(), "{path}");
    }
    for query in ["state=ajar", "default_branch=1", "cursor=x", "limit=0", "pipeline_id=-1"] {
        assert_eq!(
            ask(&host, Method::GET, &format!("/api/breakages?{query}"), json!({})).await.0,
            StatusCode::BAD_REQUEST
        );
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_tells_what_a_route_would_have_sent() {
    let host = TestHost::start().await;
    send(&host, &[(1, "failure"), (2, "failure"), (3, "success"), (4, "failure")]).await;
    let (opened, until) = ("2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z");
    let silence = json!({ "pipeline": "C?", "from": opened, "until": until, "reason": "a release" });
    let preview = async |route: Value| {
        let (status, preview) = ask(&host, Method::POST, "/api/alerts/routes/preview", route).await;
        assert_eq!(status, StatusCode::OK);
        let kinds: Vec<_> = preview["items"].as_array().unwrap().iter().map(|it| it["kind"].clone()).collect();
        let silenced = preview["items"].as_array().unwrap().iter().filter(|it| it["silenced"] == true).count();
        assert_eq!(preview["total"], kinds.len());
        (kinds, silenced)
    };
    let usual = (vec![json!("broken"), json!("fixed"), json!("broken")], 0);
    assert_eq!(preview(json!({ "name": "all" })).await, usual);
    assert_eq!(
        preview(json!({ "name": "nagging", "kinds": ["still_failing"] })).await,
        (vec![json!("still_failing")], 0)
    );
    assert_eq!(preview(json!({ "name": "others", "repository": "acme/other" })).await, (vec![], 0));
    assert_eq!(ask(&host, Method::POST, "/api/alerts/silences", silence).await.0, StatusCode::CREATED);
    assert_eq!(preview(json!({ "name": "all" })).await, (usual.0, 3));
    host.stop().await;
}
