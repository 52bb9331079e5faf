//! GitHub deliveries as the tests send them, signed.

use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use reqwest::{Client, RequestBuilder};
use serde_json::json;
use sha2::Sha256;

/// What GitHub's deliveries are signed with.
pub const SECRET: &str = "a secret of the tests";

/// One delivery.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// GitHub's id of it.
    pub key: String,
    /// The raw body.
    pub body: String,
}

impl Delivery {
    /// Tells that the run with this number has got so far: `queued`, `in_progress`, or a conclusion.
    pub fn run(number: u64, state: &str) -> Self {
        let (status, conclusion, second) = match state {
            "queued" => (state, None, 1),
            "in_progress" => (state, None, 2),
            _ => ("completed", Some(state), 3),
        };
        let id = 7_000_000_000 + number;
        let body = json!({
            "action": status,
            "workflow": { "id": 1, "name": "CI", "path": ".github/workflows/ci.yml" },
            "workflow_run": {
                "id": id, "name": "CI", "path": ".github/workflows/ci.yml", "run_number": number, "run_attempt": 1,
                "event": "push", "status": status, "conclusion": conclusion, "head_branch": "main",
                "head_sha": format!("{number:040x}"), "display_title": "Measure twice, cut once",
                "actor": { "login": "ada" }, "triggering_actor": { "login": "ada" },
                "created_at": "2026-11-23T10:00:00Z", "run_started_at": "2026-11-23T10:00:01Z",
                "updated_at": format!("2026-11-23T10:00:{second:02}Z"),
                "html_url": format!("https://github.com/acme/shop/actions/runs/{id}"),
            },
            "repository": { "full_name": "acme/shop", "default_branch": "main", "html_url": "https://github.com/acme/shop" },
        });
        Self { key: format!("{number}-{state}"), body: body.to_string() }
    }

    /// The same of a run of the last two hours, each a minute after the one before: of what is old nobody is told.
    ///
    /// # Panics
    /// For numbers that are no minutes.
    pub fn recent(number: u64, state: &str) -> Self {
        let minutes = i64::try_from(number).expect("a number of minutes");
        let at = platform::clock::now() - SignedDuration::from_hours(2) + SignedDuration::from_mins(minutes);
        let mut delivery = Self::run(number, state);
        delivery.body = delivery.body.replace("2026-11-23T10:00", &at.strftime("%Y-%m-%dT%H:%M").to_string());
        delivery
    }

    /// The run's id as its build is listed.
    pub fn external_id(number: u64) -> String {
        (7_000_000_000 + number).to_string()
    }

    /// The headers that GitHub sends with it, signed with `secret`.
    pub fn headers(&self, secret: &str) -> [(&'static str, String); 4] {
        [
            ("content-type", "application/json".to_owned()),
            ("x-github-event", "workflow_run".to_owned()),
            ("x-github-delivery", self.key.clone()),
            ("x-hub-signature-256", signature(secret, self.body.as_bytes())),
        ]
    }

    /// The request that brings it to the host at `base`.
    pub fn to(&self, client: &Client, base: &str) -> RequestBuilder {
        signed(client, base, &self.key, self.body.clone())
    }
}

/// The request that brings a body to the host at `base`, signed.
pub fn signed(client: &Client, base: &str, key: &str, body: impl Into<Vec<u8>>) -> RequestBuilder {
    signed_as(client, base, key, "workflow_run", "application/json", body)
}

/// The request that brings a body of an event to the host at `base`, signed.
pub fn signed_as(
    client: &Client,
    base: &str,
    key: &str,
    event: &str,
    content_type: &str,
    body: impl Into<Vec<u8>>,
) -> RequestBuilder {
    let body = body.into();
    client
        .post(format!("{base}/webhooks/github"))
        .header("content-type", content_type)
        .header("x-github-event", event)
        .header("x-github-delivery", key)
        .header("x-hub-signature-256", signature(SECRET, &body))
        .body(body)
}

/// GitHub's signature of a body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}
