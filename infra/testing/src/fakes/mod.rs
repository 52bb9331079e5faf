//! Outside services as tests need them: each keeps its state, remembers what it was asked, and can misbehave.

use std::hash::{DefaultHasher, Hash, Hasher};

pub mod github;
pub mod gitlab;
pub mod jenkins;
mod server;
pub mod slack;
pub mod smtp;

pub use server::{Asked, Misbehaviour, Server};

/// What stands for a body as it is.
fn etag(body: &str) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("W/\"{:x}\"", hasher.finish())
}
