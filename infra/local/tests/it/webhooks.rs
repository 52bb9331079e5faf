//! Webhooks in, builds out.

use serde_json::{Value, json};

use crate::delivery::{Delivery, SECRET};
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
