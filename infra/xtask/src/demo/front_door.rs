//! The local host's front door: where deliveries go, with which secret, and what is known already.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use sha2::Sha256;

use super::build::{Delivery, Provider};
use crate::http;

/// How often a delivery is tried again when the host is busy.
const TRIES: u32 = 30;

/// How many builds are asked for at once; the most that the API gives.
const PAGE: usize = 200;

/// The webhooks of a local host.
pub struct FrontDoor {
    client: Client,
    base: String,
    token: Option<String>,
    hooks: HashMap<Provider, Hook>,
}

/// One provider's webhook.
#[derive(Debug, Clone, Deserialize)]
struct Hook {
    provider: String,
    secret: String,
}

#[derive(Deserialize)]
struct Setup {
    providers: Vec<Hook>,
}

/// A build that the host knows.
#[derive(Debug, Deserialize)]
pub(crate) struct Known {
    pub(crate) provider: String,
    pub(crate) external_id: String,
    pub(crate) status: String,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Known>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    outcome: String,
}

impl FrontDoor {
    /// Asks the host at `base` for its webhooks and their secrets; `token` is its access token, if it has one.
    pub async fn open(base: &str, token: Option<String>) -> Result<Self> {
        let client = http::client()?;
        let mut door = Self { client, base: base.to_owned(), token, hooks: HashMap::new() };
        let setup: Setup = door.get("/api/setup").await?;
        for provider in [Provider::GitHub, Provider::GitLab, Provider::Jenkins] {
            let hook = setup.providers.iter().find(|hook| hook.provider == provider.word());
            let hook = hook.with_context(|| format!("the host has no webhook for {}", provider.word()))?;
            door.hooks.insert(provider, hook.clone());
        }
        Ok(door)
    }

    /// Every build that came to be since `since` (RFC 3339).
    pub(crate) async fn known(&self, since: &str) -> Result<Vec<Known>> {
        let mut known = Vec::new();
        let mut cursor = String::new();
        loop {
            let page: Page = self.get(&format!("/api/builds?limit={PAGE}&since={since}{cursor}")).await?;
            known.extend(page.items);
            let Some(next) = page.next_cursor else { return Ok(known) };
            cursor = format!("&cursor={next}");
        }
    }

    /// Signs a delivery, hands it over and gives what the host made of it: `applied`, `duplicate`, `ignored`,
    /// `unreadable` or `queued`. `now` is in Unix seconds.
    pub async fn deliver(&self, delivery: &Delivery, now: i64) -> Result<String> {
        let hook = &self.hooks[&delivery.provider];
        // Not the address that providers are given, which may lead round by the outside.
        let url = format!("{}/webhooks/{}", self.base, delivery.provider.word());
        let secret = hook.secret.split(',').next().unwrap_or_default();
        for _ in 0..TRIES {
            let mut request = self.client.post(&url).body(delivery.body.clone());
            for (name, value) in headers(delivery, secret, now)? {
                request = request.header(name, value);
            }
            let answer = request.send().await.context("the host took no delivery")?;
            let status = answer.status();
            if status == StatusCode::SERVICE_UNAVAILABLE {
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
            if !status.is_success() {
                bail!("the webhook of {} answered {status}", delivery.provider.word());
            }
            return Ok(answer.json::<Answer>().await.context("the webhook's answer cannot be read")?.outcome);
        }
        bail!("the host was too busy for a delivery {TRIES} times")
    }

    async fn get<T: for<'a> Deserialize<'a>>(&self, path: &str) -> Result<T> {
        let mut request = self.client.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.and_then(reqwest::Response::error_for_status);
        let what = path.split('?').next().unwrap_or(path);
        let answer = answer.with_context(|| format!("the host did not answer {what}"))?;
        answer.json().await.with_context(|| format!("the host's answer to {what} cannot be read"))
    }
}

/// The headers that the provider sends with a delivery, signature or token among them. `now` is in Unix seconds.
pub fn headers(delivery: &Delivery, secret: &str, now: i64) -> Result<Vec<(&'static str, String)>> {
    let mut headers = vec![("Content-Type", "application/json".to_owned())];
    match delivery.provider {
        Provider::GitHub => {
            headers.push(("X-GitHub-Event", delivery.event.to_owned()));
            headers.push(("X-GitHub-Delivery", delivery.key.clone()));
            let signature = hex::encode(sign(secret.as_bytes(), &[&delivery.body])?);
            headers.push(("X-Hub-Signature-256", format!("sha256={signature}")));
        }
        Provider::GitLab => {
            headers.push(("X-Gitlab-Event", delivery.event.to_owned()));
            headers.push(("Idempotency-Key", delivery.key.clone()));
            headers.push(("webhook-id", delivery.key.clone()));
            headers.push(("webhook-timestamp", now.to_string()));
            headers.push(gitlab_proof(delivery, secret, now)?);
        }
        Provider::Jenkins => headers.push(("X-Jenkins-Token", secret.to_owned())),
    }
    Ok(headers)
}

/// A signature if the secret is a signing key, else the secret itself.
fn gitlab_proof(delivery: &Delivery, secret: &str, now: i64) -> Result<(&'static str, String)> {
    let Some(key) = secret.strip_prefix("whsec_") else {
        return Ok(("X-Gitlab-Token", secret.to_owned()));
    };
    let key = STANDARD.decode(key).context("GitLab's signing key is not Base64")?;
    let head = format!("{}.{now}.", delivery.key);
    let signature = STANDARD.encode(sign(&key, &[head.as_bytes(), &delivery.body])?);
    Ok(("webhook-signature", format!("v1,{signature}")))
}

fn sign(key: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).context("the secret cannot be a key")?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(provider: Provider, body: &str) -> Delivery {
        let key = "7bafea1a-a1bf-4948-9a37-3f912777dedc".to_owned();
        Delivery { provider, event: "Pipeline Hook", key, body: body.as_bytes().to_vec() }
    }

    fn header(headers: &[(&str, String)], name: &str) -> Option<String> {
        headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn github_deliveries_are_signed_as_github_documents_it() {
        let signed = headers(&delivery(Provider::GitHub, "Hello, World!"), "It's a Secret to Everybody", 0).unwrap();
        let expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert_eq!(header(&signed, "X-Hub-Signature-256").unwrap(), expected);
    }

    #[test]
    fn gitlab_deliveries_are_signed_as_standard_webhooks_are() {
        let key = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
        let body = r#"{"object_kind":"pipeline"}"#;
        let signed = headers(&delivery(Provider::GitLab, body), key, 1_674_087_231).unwrap();
        let expected = "v1,hvLRWqUdzJOyQZurxGKOjR1UL9ZQLuoj5EycU55Jf2E=";
        assert_eq!(header(&signed, "webhook-signature").unwrap(), expected);
        assert_eq!(header(&signed, "X-Gitlab-Token"), None);
    }

    #[test]
    fn a_plain_gitlab_secret_is_sent_as_a_token() {
        let sent = headers(&delivery(Provider::GitLab, "{}"), "plain", 0).unwrap();
        assert_eq!(header(&sent, "X-Gitlab-Token").unwrap(), "plain");
    }
}
