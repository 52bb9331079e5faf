//! Outside services as tests need them: each keeps its state, remembers what it was asked, and can misbehave.

pub mod github;
pub mod gitlab;
pub mod jenkins;
mod server;

pub use server::{Asked, Misbehaviour, Server};
