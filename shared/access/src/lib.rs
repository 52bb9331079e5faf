//! Who may see the dashboard: whoever knows the access token.
//!
//! A program sends the token itself (`Authorization: Bearer`). A person signs in with it once and is given a session, a
//! signed pass in a cookie that no script can read. A browser cannot send headers with a WebSocket, so a page that is
//! signed in asks for a ticket, a pass that opens one socket and is spent by it. Passes are signed with a key made of
//! the token: another token ends them all, and nothing has to be kept but the tickets that were spent.

mod credentials;
mod pass;

use std::fmt;
use std::time::Duration;

use hmac::digest::Digest as _;
use http::HeaderMap;
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq;

pub use credentials::{SESSION, SESSION_OF_HTTPS};
use credentials::{bearer, sessions};
pub use pass::Nonce;
use pass::{Kind, Pass};

/// How long a session lasts.
pub const SESSION_TIME: Duration = Duration::from_hours(30 * 24);
/// How long a ticket can be used.
pub const TICKET_TIME: Duration = Duration::from_mins(1);
/// The fewest characters of a token: shorter ones can be guessed.
pub const SHORTEST_TOKEN: usize = 16;

/// The token can be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an access token has at least {SHORTEST_TOKEN} characters")]
pub struct WeakToken;

/// What stands before everything that is not open to all.
#[derive(Clone)]
pub struct Access {
    token: [u8; 32],
    key: [u8; 32],
}

/// What a request has to show for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The token, or a session made with it.
    Access,
    /// Something that gives no access.
    Wrong,
    /// A session that gives none any more, or nothing.
    Nothing,
}

/// A ticket that opens one socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What tells it from every other ticket, so that it can be spent.
    pub nonce: Nonce,
    /// Until when it can be used.
    pub until: Timestamp,
}

impl Access {
    /// Access for whoever knows `token`.
    pub fn new(token: &str) -> Result<Self, WeakToken> {
        if token.chars().count() < SHORTEST_TOKEN {
            return Err(WeakToken);
        }
        Ok(Self { token: digest(&[token]), key: digest(&["signalbox passes", token]) })
    }

    /// Whether `given` is the token. Digests are compared, in constant time.
    pub fn knows(&self, given: &str) -> bool {
        self.token.ct_eq(&digest(&[given])).into()
    }

    /// What the headers of a request show.
    ///
    /// A session that has ended is nothing rather than wrong: whoever comes back after a month is not trying tokens.
    pub fn shown(&self, headers: &HeaderMap, now: Timestamp) -> Shown {
        match bearer(headers) {
            Some(token) if self.knows(token) => Shown::Access,
            Some(_) => Shown::Wrong,
            None if sessions(headers).any(|it| self.read(Kind::Session, it, now).is_some()) => Shown::Access,
            None => Shown::Nothing,
        }
    }

    /// A new session, as the cookie's value, and its end.
    pub fn session(&self, nonce: Nonce, now: Timestamp) -> (String, Timestamp) {
        self.write(Kind::Session, nonce, now, SESSION_TIME)
    }

    /// A new ticket and its end.
    pub fn ticket(&self, nonce: Nonce, now: Timestamp) -> (String, Timestamp) {
        self.write(Kind::Ticket, nonce, now, TICKET_TIME)
    }

    /// The ticket that `text` is, if it is one of ours and not too old. That it has not been spent is for the caller to
    /// make sure.
    pub fn read_ticket(&self, text: &str, now: Timestamp) -> Option<Ticket> {
        self.read(Kind::Ticket, text, now).map(|it| Ticket { nonce: it.nonce, until: it.until })
    }

    fn write(&self, kind: Kind, nonce: Nonce, now: Timestamp, time: Duration) -> (String, Timestamp) {
        let until = now.checked_add(time).unwrap_or(Timestamp::MAX);
        (Pass { kind, until, nonce }.sign(&self.key), until)
    }

    fn read(&self, kind: Kind, text: &str, now: Timestamp) -> Option<Pass> {
        Pass::verify(text, &self.key).filter(|it| it.kind == kind && it.until > now)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(kept quiet)")
    }
}

/// Whether everybody may ask for `path`: providers prove themselves with secrets of their own, a load balancer asks for
/// the health, signing in comes before being signed in, and a socket shows its ticket to the function behind it.
pub fn is_open(path: &str) -> bool {
    path.starts_with("/webhooks/") || ["/api/health", "/api/session", "/ws"].contains(&path)
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(Sha256::digest(part.as_bytes()));
    }
    digest.finalize().into()
}
