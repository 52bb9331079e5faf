//! A delivery whose sender has proved to be who it says.

use std::fmt;
use std::io::{Read as _, Write as _};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Provider;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text;

/// How long an event's name or a delivery's key may be, in characters.
const HEADER_LIMIT: usize = 255;

/// A genuine delivery. Only the verifiers make one, so whoever holds it need not check again.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    provider: Provider,
    event: String,
    delivery_key: String,
    body: Vec<u8>,
    body_sha256: [u8; 32],
}

impl Verified {
    /// `delivery_key` falls back to the body's hash: the same bytes are then the same delivery.
    pub(crate) fn new(provider: Provider, event: &str, delivery_key: Option<String>, body: &[u8]) -> Self {
        let body_sha256 = Sha256::digest(body).into();
        Self {
            provider,
            event: event.to_owned(),
            delivery_key: delivery_key.unwrap_or_else(|| format!("sha256:{}", hex::encode(body_sha256))),
            body: body.to_vec(),
            body_sha256,
        }
    }

    /// Who sent it.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// What kind of event the sender says it is; empty where it does not say.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// What a repeated delivery has in common with the first: the provider's id of it, or `sha256:<hex of the body>`.
    pub fn delivery_key(&self) -> &str {
        &self.delivery_key
    }

    /// The body, byte for byte as it was signed.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The hash of the body. The header that carries the delivery's id is not signed; this is.
    pub fn body_sha256(&self) -> &[u8; 32] {
        &self.body_sha256
    }

    /// The delivery in a form that can wait in our own spill queue.
    pub fn to_spill(&self) -> Spilled {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        let body = packed.write_all(&self.body).and_then(|()| packed.finish());
        Spilled {
            v: 2,
            provider: self.provider,
            event: self.event.clone(),
            delivery_key: self.delivery_key.clone(),
            body: BASE64_STANDARD.encode(body.expect("a vector takes all that is written to it")),
        }
    }

    /// The delivery back from our own spill queue: the one way to a `Verified` without a signature, sound because only
    /// we can write to that queue, and only what was verified before.
    pub fn from_spill(spilled: Spilled) -> Result<Self, BadSpill> {
        let mut body = BASE64_STANDARD.decode(spilled.body)?;
        if spilled.v >= 2 {
            let mut unpacked = Vec::new();
            GzDecoder::new(body.as_slice()).read_to_end(&mut unpacked)?;
            body = unpacked;
        }
        Ok(Self::new(spilled.provider, &spilled.event, Some(spilled.delivery_key), &body))
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("provider", &self.provider)
            .field("event", &self.event)
            .field("delivery_key", &self.delivery_key)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A genuine delivery on its way through the spill queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spilled {
    /// Version of this message's shape. The first had none, and a body that was not packed.
    #[serde(default)]
    v: u8,
    provider: Provider,
    event: String,
    delivery_key: String,
    /// Packed, because SQS takes no message of the size that a webhook may have; in base64, because a message is text.
    body: String,
}

/// The body of a spilled delivery is not what we put into the queue.
#[derive(Debug, thiserror::Error)]
pub enum BadSpill {
    /// It is no text of ours.
    #[error("the body of a spilled delivery is not base64")]
    Text(#[from] base64::DecodeError),
    /// It is not packed as we pack it.
    #[error("the body of a spilled delivery cannot be unpacked")]
    Packing(#[from] std::io::Error),
}

/// The text of a header, without control characters; `None` if it is absent, empty or not text.
pub(crate) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    text::line(headers.get(name)?.to_str().ok()?, HEADER_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_comes_back_from_the_spill_queue_as_it_was() {
        let delivery = Verified::new(Provider::Gitlab, "Pipeline Hook", Some("k".to_owned()), b"\xff\x00{}");
        let message = serde_json::to_string(&delivery.to_spill()).unwrap();
        let back = Verified::from_spill(serde_json::from_str(&message).unwrap()).unwrap();
        assert_eq!(back, delivery);
    }

    #[test]
    fn a_message_of_the_first_shape_is_still_read() {
        let message = r#"{"provider":"github","event":"ping","delivery_key":"k","body":"e30="}"#;
        let back = Verified::from_spill(serde_json::from_str(message).unwrap()).unwrap();
        assert_eq!(back, Verified::new(Provider::Github, "ping", Some("k".to_owned()), b"{}"));
    }

    #[test]
    fn a_large_delivery_fits_a_queue_s_message() {
        const LARGEST_MESSAGE: usize = 1024 * 1024;
        let job = |number: u64| format!(r#"{{"id":{},"name":"test ({number})","status":"success"}}"#, number * 7_919);
        let body = (0..80_000).map(job).collect::<String>();
        assert!(body.len() > 3 * LARGEST_MESSAGE);
        let delivery = Verified::new(Provider::Gitlab, "Pipeline Hook", None, body.as_bytes());
        let message = serde_json::to_string(&delivery.to_spill()).unwrap();
        assert!(message.len() < LARGEST_MESSAGE, "{} bytes", message.len());
    }

    #[test]
    fn a_delivery_without_an_id_is_known_by_its_body() {
        let delivery = Verified::new(Provider::Jenkins, "", None, b"Hello, World!");
        assert_eq!(delivery.delivery_key(), "sha256:dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f");
    }

    #[test]
    fn debug_shows_no_body() {
        let delivery = Verified::new(Provider::Github, "push", None, b"confidential");
        assert!(!format!("{delivery:?}").contains("confidential"));
    }
}
