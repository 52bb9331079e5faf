//! Signed GitHub deliveries to measure with: runs of forty pipelines that are queued, run and end.

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use providers::{Reading, Secrets, github};
use serde_json::{Value, json};
use sha2::Sha256;
use store::intake::{Content, NewDelivery};

/// What the deliveries are signed with.
pub(crate) const SECRET: &str = "bench";
/// The size of a body in bytes: what a small repository's `workflow_run` weighs.
const BODY: usize = 8 * 1024;

/// A signed request body with the headers that belong to it.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) body: Bytes,
    pub(crate) signature: String,
    pub(crate) key: String,
}

impl Delivery {
    fn sign(body: String, key: String) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("HMAC takes a key of any length");
        mac.update(body.as_bytes());
        let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        Self { body: body.into(), signature, key }
    }

    /// The delivery with this number: every run is told three times.
    pub(crate) fn github(number: u64) -> Self {
        let (run, step) = (number / 3, number % 3);
        let (status, conclusion) = [("queued", None), ("in_progress", None), ("completed", Some("success"))]
            [usize::try_from(step).unwrap_or(0)];
        let minute = |offset: u64| format!("2026-11-23T{:02}:{:02}:{:02}Z", run / 60 % 20, run % 60, step + offset);
        let mut body = json!({
            "action": "completed",
            "workflow": { "id": run % 40, "name": "CI", "path": format!(".github/workflows/ci-{}.yml", run % 40) },
            "workflow_run": {
                "id": 7_000_000_000 + run,
                "name": "CI",
                "path": format!(".github/workflows/ci-{}.yml", run % 40),
                "run_number": run, "run_attempt": 1, "event": "push",
                "status": status, "conclusion": conclusion,
                "head_branch": "main", "head_sha": format!("{run:040x}"), "display_title": "Measure twice, cut once",
                "actor": { "login": "ada" }, "triggering_actor": { "login": "ada" },
                "created_at": minute(0), "run_started_at": minute(0), "updated_at": minute(1),
                "html_url": format!("https://github.com/acme/shop/actions/runs/{}", 7_000_000_000 + run),
            },
            "repository": { "full_name": "acme/shop", "default_branch": "main", "html_url": "https://github.com/acme/shop" },
        });
        let room = BODY.saturating_sub(body.to_string().len() + 12);
        body["filler"] = Value::String("x".repeat(room));
        Self::sign(body.to_string(), format!("bench-{number}"))
    }

    /// What the bare handler is sent for it: the statement's parameters, ready made, in a body of the same size.
    pub(crate) fn bare(&self) -> Self {
        let (delivery, reports) = self.parameters();
        let mut body = format!("{delivery}\n{reports}\n");
        body.push_str(&" ".repeat(self.body.len().saturating_sub(body.len())));
        Self::sign(body, self.key.clone())
    }

    /// The parameters that our own handler hands to the statement.
    pub(crate) fn parameters(&self) -> (Value, Value) {
        let verified = github::verify(&self.headers(), &self.body, &Secrets::parse(SECRET));
        let verified = verified.expect("the delivery is signed");
        let Ok(Reading::Reports(reports)) = providers::read(&verified) else { panic!("the delivery can be read") };
        let (delivery, reports, _) = store::intake::parameters(&NewDelivery {
            provider: verified.provider(),
            event: verified.event(),
            delivery_key: verified.delivery_key(),
            body_sha256: *verified.body_sha256(),
            content: Content::Reports(&reports),
        });
        (delivery, reports)
    }

    /// The headers that GitHub sends with it.
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: &str| headers.insert(name, value.parse().expect("a header's value"));
        set("content-type", "application/json");
        set("x-github-event", "workflow_run");
        set("x-github-delivery", &self.key);
        set("x-hub-signature-256", &self.signature);
        headers
    }
}
