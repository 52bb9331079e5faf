//! Passes: what we have signed and can tell again, with an end.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// What tells a pass from every other.
pub type Nonce = [u8; 16];

/// What a pass is for. One kind is never taken for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Session,
    Ticket,
}

/// Written as `<kind>.<end, in seconds of the epoch>.<nonce>.<signature of all that>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    pub(crate) kind: Kind,
    pub(crate) until: Timestamp,
    pub(crate) nonce: Nonce,
}

impl Pass {
    pub(crate) fn sign(&self, key: &[u8; 32]) -> String {
        let kind = match self.kind {
            Kind::Session => "session",
            Kind::Ticket => "ticket",
        };
        let said = format!("{kind}.{}.{}", self.until.as_second(), hex::encode(self.nonce));
        let signature = hex::encode(mac(key, &said).finalize().into_bytes());
        format!("{said}.{signature}")
    }

    /// The pass that `text` is, if it was signed with `key`. Nothing of it is read before that is known.
    pub(crate) fn verify(text: &str, key: &[u8; 32]) -> Option<Self> {
        let (said, signature) = text.rsplit_once('.')?;
        mac(key, said).verify_slice(&hex::decode(signature).ok()?).ok()?;
        let mut parts = said.split('.');
        let kind = match parts.next()? {
            "session" => Kind::Session,
            "ticket" => Kind::Ticket,
            _ => return None,
        };
        let until = Timestamp::from_second(parts.next()?.parse().ok()?).ok()?;
        let nonce = hex::decode(parts.next()?).ok()?.try_into().ok()?;
        Some(Self { kind, until, nonce })
    }
}

fn mac(key: &[u8; 32], said: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(said.as_bytes());
    mac
}
