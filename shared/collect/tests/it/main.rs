//! The collectors against servers of the tests' own.

mod chaos;
mod client;
mod drive;
mod github;
mod gitlab;
mod jenkins;
mod polls;
mod redelivery;
mod shapes;
mod ways;
mod world;

use domain::Provider;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use providers::{Reading, Secrets};
use serde_json::Value;
use sha2::Sha256;
use store::Store;
use store::intake::{Content, NewDelivery};
use testing::fakes::github::Run;

const SECRET: &str = "a secret of the tests";

/// Takes in the webhook that tells of a run as it stands, as the receiver does.
async fn hear(store: &Store, repository: &str, run: &Run) {
    take(store, "workflow_run", &run.webhook(repository)).await;
}

/// Takes in the webhooks that tell of the jobs of its latest attempt.
async fn hear_jobs(store: &Store, repository: &str, run: &Run) {
    for body in run.job_webhooks(repository) {
        take(store, "workflow_job", &body).await;
    }
}

async fn take(store: &Store, event: &'static str, body: &Value) {
    let body = body.to_string().into_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    mac.update(&body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert("X-GitHub-Event", HeaderValue::from_static(event));
    headers.insert("X-Hub-Signature-256", signature.parse().expect("a header"));
    let delivery = providers::github::verify(&headers, &body, &Secrets::parse(SECRET)).expect("it is genuine");
    let Ok(Reading::Reports(reports)) = providers::read(&delivery) else { panic!("no reports") };
    let row = NewDelivery {
        provider: Provider::Github,
        event: delivery.event(),
        delivery_key: delivery.delivery_key(),
        body_sha256: *delivery.body_sha256(),
        content: Content::Reports(&reports),
    };
    store.take_delivery(&row).await.expect("it is taken");
}
