//! Sends deliveries as the providers do.

use domain::{BuildReport, JobReport, Provider, Run};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use providers::{Reading, Secrets, Unreadable, Verified};
use sha2::Sha256;

pub(crate) const SECRET: &str = "a secret of the tests";

/// The headers of a GitHub delivery, signed.
pub(crate) fn github_headers(event: &str, body: &[u8]) -> HeaderMap {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert("X-GitHub-Event", event.parse().unwrap());
    headers.insert("X-Hub-Signature-256", signature.parse().unwrap());
    headers
}

/// A delivery of any provider. `event` is the provider's own word for it; Jenkins has none.
pub(crate) fn delivery(provider: Provider, event: &str, body: &[u8]) -> Verified {
    let secrets = Secrets::parse(SECRET);
    let mut headers = HeaderMap::new();
    headers.insert("X-Gitlab-Token", SECRET.parse().unwrap());
    headers.insert("X-Gitlab-Event", event.parse().unwrap());
    headers.insert("X-Jenkins-Token", SECRET.parse().unwrap());
    match provider {
        Provider::Github => providers::github::verify(&github_headers(event, body), body, &secrets),
        Provider::Gitlab => providers::gitlab::verify(&headers, body, &secrets, Timestamp::UNIX_EPOCH),
        Provider::Jenkins => providers::jenkins::verify(&headers, None, body, &secrets),
    }
    .unwrap()
}

/// What a delivery says.
pub(crate) fn read(provider: Provider, event: &str, body: &[u8]) -> Result<Reading, Unreadable> {
    providers::read(&delivery(provider, event, body))
}

/// The one report of a delivery.
pub(crate) fn report(provider: Provider, event: &str, body: &[u8]) -> BuildReport {
    let Ok(Reading::Reports(mut reports)) = read(provider, event, body) else {
        panic!("no reports");
    };
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// The run that a report must be about.
pub(crate) fn run(report: &BuildReport) -> &Run {
    report.run.as_ref().unwrap()
}

/// The only job of a report.
pub(crate) fn only_job(report: &BuildReport) -> &JobReport {
    assert_eq!(report.jobs.len(), 1);
    &report.jobs[0]
}

/// A time as it is written in an expectation.
pub(crate) fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

/// A text as it is written in an expectation.
pub(crate) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
