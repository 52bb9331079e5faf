//! The collectors against servers of the tests' own.

mod chaos;
mod client;
mod drive;
mod github;
mod gitlab;
mod jenkins;
mod polls;
mod world;

use domain::Provider;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use providers::{Reading, Secrets};
use sha2::Sha256;
use store::Store;
use store::intake::{Content, NewDelivery};
use testing::fakes::github::Run;

const SECRET: &str = "a secret of the tests";

/// Takes in the webhook that tells of a run as it stands, as the receiver does.
async fn hear(store: &Store, repository: &str, run: &Run) {
    let body = run.webhook(repository).to_string().into_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    mac.update(&body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert("X-GitHub-Event", "workflow_run".parse().expect("a header"));
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
