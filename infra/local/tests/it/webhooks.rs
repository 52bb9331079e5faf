//! Webhooks in, builds out.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Provider;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::delivery::{Delivery, SECRET, signed_as};
use crate::host::TestHost;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_webhook_becomes_a_build() {
    let host = TestHost::start().await;
    let answer = host.send(&Delivery::run(1, "failure")).await;
    assert_eq!(answer.status(), 202);
    assert_eq!(answer.json::<Value>().await.unwrap()["outcome"], "applied");

    let builds = host.get("/api/builds").await;
    assert_eq!(builds["items"].as_array().unwrap().len(), 1);
    let build = &builds["items"][0];
    assert_eq!((&build["status"], &build["external_id"]), (&json!("failure"), &json!(Delivery::external_id(1))));
    let one = host.get(&format!("/api/builds/{}", build["id"])).await;
    assert_eq!(one["transitions"].as_array().unwrap().len(), 1);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_delivery_again_changes_nothing() {
    let host = TestHost::start().await;
    let delivery = Delivery::run(1, "success");
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let answer = host.send(&delivery).await;
        assert_eq!(answer.status(), 202);
        outcomes.push(answer.json::<Value>().await.unwrap()["outcome"].clone());
    }
    assert_eq!(outcomes, ["applied", "duplicate"]);
    assert_eq!(host.get("/api/builds").await["items"].as_array().unwrap().len(), 1);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_unproven_delivery_nothing_is_kept() {
    let host = TestHost::start().await;
    let delivery = Delivery::run(1, "success");
    let tampered = delivery.body.replace("success", "failure");
    let answer = delivery.to(&host.client, &host.url).body(tampered).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    for provider in ["github", "gitlab", "jenkins"] {
        let url = format!("{}/webhooks/{provider}", host.url);
        let answer = host.client.post(url).body("{}").send().await.unwrap();
        assert_eq!(answer.status(), 401, "{provider}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(host.get("/api/builds").await["items"], json!([]));
    assert_eq!(host.get("/api/deliveries").await["items"], json!([]));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gitlab_and_jenkins_have_secrets_of_their_own() {
    let host = TestHost::start().await;
    let gitlab = host
        .client
        .post(format!("{}/webhooks/gitlab", host.url))
        .header("x-gitlab-event", "Push Hook")
        .header("x-gitlab-token", format!("{SECRET} of gitlab"))
        .json(&json!({ "object_kind": "push" }));
    let jenkins = host
        .client
        .post(format!("{}/webhooks/jenkins", host.url))
        .header("x-jenkins-token", format!("{SECRET} of jenkins"))
        .json(&json!({ "name": "shop", "url": "job/shop/", "build": { "phase": "COMPLETED" } }));
    for request in [gitlab, jenkins] {
        assert_eq!(request.send().await.unwrap().status(), 202);
    }
    assert_eq!(host.get("/api/deliveries").await["items"].as_array().unwrap().len(), 2);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_sends_forms_is_understood() {
    let host = TestHost::start().await;
    let delivery = Delivery::run(1, "failure");
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &delivery.body).finish();
    // The signature is of the form as it is sent.
    let kind = "application/x-www-form-urlencoded";
    let request = signed_as(&host.client, &host.url, &delivery.key, "workflow_run", kind, form);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["outcome"], "applied");
    assert_eq!(host.get("/api/builds").await["items"][0]["status"], "failure");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_heard_of_before_its_run_makes_the_build_that_the_run_then_fills() {
    let host = TestHost::start().await;
    let run: Value = serde_json::from_str(&Delivery::run(1, "failure").body).unwrap();
    let job = json!({
        "action": "completed",
        "workflow_job": {
            "id": 11, "run_id": run["workflow_run"]["id"], "run_attempt": 1, "workflow_name": "CI", "name": "test",
            "head_branch": "main", "status": "completed", "conclusion": "failure",
            "created_at": "2026-11-23T10:00:00Z", "started_at": "2026-11-23T10:00:01Z", "completed_at": "2026-11-23T10:00:03Z",
        },
        "repository": run["repository"],
    });
    let request = signed_as(&host.client, &host.url, "job", "workflow_job", "application/json", job.to_string());
    assert_eq!(request.send().await.unwrap().json::<Value>().await.unwrap()["outcome"], "applied");
    let early = host.get("/api/builds").await["items"][0].clone();
    assert_eq!((&early["status"], &early["pipeline_name"]), (&json!("queued"), &json!("CI")));

    host.send(&Delivery::run(1, "failure")).await;
    let builds = host.get("/api/builds").await["items"].clone();
    assert_eq!(builds.as_array().unwrap().len(), 1);
    assert_eq!((&builds[0]["id"], &builds[0]["status"]), (&early["id"], &json!("failure")));
    let pipelines = host.get("/api/pipelines").await["items"].clone();
    let named = pipelines.as_array().unwrap().iter().find(|it| it["id"] == builds[0]["pipeline_id"]).unwrap();
    assert_eq!(named["external_id"], "acme/shop:.github/workflows/ci.yml");
    let detail = host.get(&format!("/api/builds/{}", early["id"])).await;
    assert_eq!(detail["jobs"][0]["name"], "test");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gitlab_may_sign_in_place_of_a_token() {
    let key = [7_u8; 32];
    let host = TestHost::with(|settings| {
        settings.secrets = vec![(Provider::Gitlab, format!("whsec_{}", BASE64_STANDARD.encode(key)))];
    });
    let host = host.await;
    let body = json!({ "object_kind": "push" }).to_string();
    let now = platform::clock::now().as_second();
    for (at, expected) in [(now, 202), (now - 600, 401)] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
        mac.update(format!("a-delivery.{at}.{body}").as_bytes());
        let signature = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        let request = host.client.post(format!("{}/webhooks/gitlab", host.url)).body(body.clone());
        let request = request.header("x-gitlab-event", "Push Hook").header("webhook-id", "a-delivery");
        let request = request.header("webhook-timestamp", at.to_string()).header("webhook-signature", signature);
        assert_eq!(request.send().await.unwrap().status(), expected, "signed {} s ago", now - at);
    }
    assert_eq!(host.get("/api/deliveries").await["items"].as_array().unwrap().len(), 1);
    host.stop().await;
}
